// Forms of a home of its own, for each provider and model.
#pragma once

#include "inlay/plugin/session.h"

#include "plugin/settings/private_home.h"

#include <gtest/gtest.h>

namespace inlay::test {

class FormTest : public ::testing::Test {
  protected:
    PrivateHome home;

    static Session opened() { return Session::open(nullptr).value(); }
    static Form form(Action action, std::string const& provider, std::string const& model = {},
                     FormContext const& context = {}) {
        Session const session = opened();
        Options written = session.with_service({}, provider);
        written.model = model;
        return session.form(action, written, context);
    }
    static std::vector<std::string> names(Form const& form, std::string_view section) {
        std::vector<std::string> names;
        for (FormSection const& each : form.sections)
            if (each.name == section)
                for (FormField const& field : each.fields)
                    names.push_back(field.name);
        return names;
    }
    static std::vector<std::string> values(FormField const& field) {
        std::vector<std::string> values;
        for (FormChoice const& choice : field.choices)
            values.push_back(choice.value);
        return values;
    }
};

} // namespace inlay::test
