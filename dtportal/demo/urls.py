"""Demo pages of the ground; the button that plays everybody's part is `awards`' (it needs every stage)."""

urlpatterns: list = []
