"""Is the model that the docker shows and prices the one that is asked? served_models.outside.py looks at what was asked for."""

from inlay_in_krita import *  # noqa: F403


def the_docker_shows_and_prices_the_model_that_the_service_serves_and_asks_it():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    # What costs is asked for anew; the rest is as it was.
    assert (docker().fields["count"].text(), docker().fields["feather"].text()) == ("1", "7.0")
    options()
    model = docker().fields["model"]
    yield lambda: model.text() == "gemini-3.1-flash-lite-image"
    assert [model.widget.itemText(row) for row in range(model.widget.count())] == ["gemini-3.1-flash-lite-image"]
    assert docker().price.text() == "About $0.034.", docker().price.text()
    press_run("invert")
    yield idle
    assert message() == "" and pixels(document.activeNode(), 0, 0, 150, 100) == inverted(data), (message(), docker().message.advice.text())
    close(document)


def an_address_alone_is_enough_for_any_compatible_service():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    address, model = docker().fields["base-url"], docker().fields["model"]
    docker().fields["count"].set_text("3")
    docker().fields["provider"].set_text("compatible")
    assert docker().fields["count"].text() == "1"
    assert address.label.text() == "Address" and address.widget.isVisible() and docker().inputs.sections["connection"].button.isChecked()
    yield lambda: address.widget.mapTo(docker(), QtCore.QPoint(0, 0)).y() < model.widget.mapTo(docker(), QtCore.QPoint(0, 0)).y()
    assert model.text() == "" and docker().price.text() == ""
    yield from photograph("any-compatible-service")
    press_run("invert")
    yield idle
    assert message() == "Any compatible service needs an address.", message()
    assert docker().message.advice.text() == "Type it in the field “Address”.", docker().message.advice.text()
    address.set_text(os.environ["INLAY_TEST_SERVICE"])
    part(QtWidgets.QLineEdit, "inlay_api_key").setText("sk-Another0123456789")
    press_run("invert")
    yield lambda: model.text() == "gemini-3.1-flash-lite-image"  # what the service listed
    yield lambda: layers(document) == ["Background", "colours", "invert"] and idle()
    assert message() == "" and pixels(document.activeNode(), 0, 0, 150, 100) == inverted(data), (message(), docker().message.advice.text())
    yield lambda: "A key is stored" in part(QtWidgets.QLabel, "inlay_key_note").text()
    close(document)
