// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/statistics/intervals.h"

namespace zscope {

// What an edit did to images that had the thing, beside the same images without the edit. What
// cannot be measured (no judge, no D, no place) is not known().
struct EditEffect {
    // Of the thing. Of a segment: share of its pixels that is still there, all images together. Of
    // an attribute: share of the images that surely have it still. 1 without any edit.
    Estimate left;
    Estimate before, after;  // pixels of it per image; share of images that surely have it
    Estimate inside;         // change of the image where the thing was, 0 … 1 of black to white
    Estimate outside;        // and elsewhere; without a place of the thing: of the whole image
    Estimate d_change;       // of D's logit
    Estimate diversity;      // mean distance between images after / before, in pixels
};

// A row of the table "what stands there instead": where the thing was, before the edit and after.
struct PlaceShare {
    std::string key, title;  // of a segment; "" and "nothing of these" for the rest
    double before = 0.0, after = 0.0, control = 0.0;  // shares of that place's pixels
};
// What else changed: of images that surely had or lacked it, the share where it is the opposite.
struct SideEffect {
    std::string key;
    double edit = 0.0, control = 0.0;
};
struct EffectPoint {
    std::int64_t units = 0;
    Estimate left, control_left;
};

// Was it these units? The effect of an edit, that of as many others as active, and the way there.
struct EffectReport {
    std::string name;   // of the thing
    std::string judge;  // who saw it: "the oracle of rooms"; empty: nobody can
    std::string note;   // for people: why nobody can, or what to take care of
    std::int64_t block = 1;
    std::int64_t images = 0;  // that had the thing
    std::int64_t drawn = 0;   // looked at for them
    std::vector<std::int64_t> units;
    EditEffect edit, control;  // control: mean over `controls` draws
    std::int64_t controls = 0;
    std::vector<PlaceShare> place;   // empty without a map of things
    std::vector<SideEffect> sides;   // of the judge's other attributes
    std::vector<EffectPoint> curve;  // effect against the number of units; empty: not asked for
};

// For people: tables of the figures, with their intervals.
std::string report_text(const EffectReport& report);
// What follows from them, in a sentence: whether the edit took the thing away, and whether it was
// these units, by whether the intervals of edit and control overlap.
std::string verdict_text(const EffectReport& report);

}  // namespace zscope
