namespace Experiments.Tests;

internal static class Example
{
    public static Inventory Inventory { get; } =
        new()
        {
            Groups =
            [
                new InventoryGroup("control") { Hosts = ["c1"] },
                new InventoryGroup("racks")
                {
                    Hosts = ["rack-[a:c]-[1:2]", "node[08:12:2]", "c1"],
                    Vars = Map("""{"shared": "racks", "ansible_group_priority": 9, "note": "a b"}"""),
                },
                new InventoryGroup("zones") { Hosts = ["c1"], Vars = Map("""{"shared": "zones"}""") },
                new InventoryGroup("agents") { Children = ["racks", "leaf"], Vars = Map("""{"shared": "agents", "weight": 3}""") },
                new InventoryGroup("leaf") { Vars = Map("""{"unused": true}"""), IsTopLevel = true },
                new InventoryGroup("nobody"),
            ],
            HostVars = Map(
                """
                {"c1": {"text": "two words", "zip": "00042", "version": "1.10", "yes": "yes", "hash": "a#b", "equals": "a=b", "quote": "it's \"so\"",
                "back": "a\\nb", "lines": "a\nb\t c", "empty": "", "true": "True", "none": null, "port": 2222, "big": 12345678901234567890, "load": 1.25,
                "tiny": 1e-9, "truth": false, "list": ["x", 1, null, "it's"], "map": {"k": [true], "q": "#"}, "umlaut": "süd", "comma": "1, 2", "hex": "0x1F",
                "tuple": "(1)", "blank": " x ", "tilde": "~", "colon": "a: b", "percent": "50%", "complex": "1j", "sum": "1+2j", "ellipsis": "...", "huge": "1e400", "jinja": "{% raw %}{{ x }}{% endraw %}"},
                "node08": {"special": "yes"}, "lonely": {"a": "b"}, "rack-[a:c]-[1:2]": {"role": "rack"}}
                """
            ),
            Vars = Map("""{"shared": "all", "everywhere": "no"}"""),
            Ungrouped = ["free[1:3]"],
        };

    private static DocumentMap Map(string json) => (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes(json), Dialect.Json).Root!;
}
