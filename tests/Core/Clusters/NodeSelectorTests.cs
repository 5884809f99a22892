using Scalewright.Clusters.Selection;

namespace Sdk.Tests.Clusters;

// Nodes of the selections recorded from vt_cluster; the README of the recordings lists the rules that differ.
public class NodeSelectorTests
{
    private static readonly NodeCandidate[] Nodes =
    [
        Node("w1", ("cpu", FactValue.From("GenuineIntel")), ("mem", FactValue.From(64)), ("tags", FactValue.FromList("ssd", "gpu"))),
        Node("w2", ("cpu", FactValue.From("AuthenticAMD")), ("mem", FactValue.From(256)), ("tags", FactValue.FromList("ssd"))),
        Node(
            "w3",
            ("cpu", FactValue.From("GenuineIntel")),
            ("mem", FactValue.From(0)),
            ("tags", FactValue.FromList(Array.Empty<string>()))
        ),
        Node("w4"),
    ];

    public static TheoryData<string, FactOperator, FactValue, string> Conditions =>
        new()
        {
            { "mem", FactOperator.GreaterThan, FactValue.From(64), "w2" },
            { "mem", FactOperator.GreaterThanOrEqual, FactValue.From(64), "w1 w2" },
            { "mem", FactOperator.LessThan, FactValue.From(64), "w3" },
            { "mem", FactOperator.LessThanOrEqual, FactValue.From(0), "w3" },
            { "mem", FactOperator.Equal, FactValue.From(0), "w3" },
            { "mem", FactOperator.Equal, FactValue.From("0"), "" },
            { "mem", FactOperator.GreaterThan, FactValue.From("10"), "" },
            { "mem", FactOperator.NotEqual, FactValue.From(0), "w1 w2" },
            { "cpu", FactOperator.Contains, FactValue.From("Intel"), "w1 w3" },
            { "cpu", FactOperator.NotContains, FactValue.From("Intel"), "w2" },
            { "cpu", FactOperator.In, FactValue.FromList("AuthenticAMD", "ARM"), "w2" },
            { "tags", FactOperator.Contains, FactValue.FromList("ssd", "gpu"), "w1" },
            { "tags", FactOperator.Contains, FactValue.FromList(Array.Empty<string>()), "w1 w2 w3" },
            { "tags", FactOperator.NotContains, FactValue.From("gpu"), "w2 w3" },
            { "cpu", FactOperator.Exists, FactValue.Null, "w1 w2 w3" },
            { "zone", FactOperator.Equal, FactValue.Null, "" },
        };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_selects_exactly_the_matching_nodes(string key, FactOperator how, FactValue asked, string expected)
    {
        NodeCandidate[] fitting = [.. Nodes.Where(node => NodeSelector.Where(key, how, asked).Select([node]).Selected.Count == 1)];

        string.Join(' ', fitting.Select(node => node.Name)).ShouldBe(expected);
    }

    // By code point, U+FFFD is less than U+1F680, although the first UTF-16 code unit of the latter is 0xD83D.
    [Theory]
    [
        InlineData("\ufffd", "🚀"),
        InlineData("a\ufffd", "a🚀b"),
        InlineData("🚀", "🚀a"),
        InlineData("🚀", "🚁"),
        InlineData("B", "a"),
        InlineData("\ud7ff", "🚀")
    ]
    public void Texts_are_compared_by_code_points(string less, string greater)
    {
        NodeCandidate node = Node("w1", ("name", FactValue.From(less)), ("names", FactValue.FromList(less)));

        NodeSelector.Where("name", FactOperator.LessThan, FactValue.From(greater)).Select([node]).Selected.ShouldBe(["w1"]);
        NodeSelector.Where("name", FactOperator.GreaterThanOrEqual, FactValue.From(greater)).Select([node]).Selected.ShouldBeEmpty();
        NodeSelector.Where("names", FactOperator.LessThan, FactValue.FromList(greater)).Select([node]).Selected.ShouldBe(["w1"]);
    }

    [Fact]
    public void Each_mismatched_node_has_a_reason()
    {
        NodeSelection selection = NodeSelector.Where("mem", FactOperator.GreaterThan, FactValue.From(64)).Select(Nodes);

        selection.Selected.ShouldBe(["w2"]);
        selection.Mismatches["w1"].ShouldBe("mem is 64, not greater than 64");
        selection.Mismatches["w4"].ShouldBe("it has no 'mem'");
        NodeSelector
            .Where("mem", FactOperator.GreaterThan, FactValue.From("10"))
            .Select(Nodes)
            .Mismatches["w1"]
            .ShouldBe("mem is 64, which cannot be compared: greater than '10'");
    }

    [Fact]
    public void Nodes_are_selected_in_ascending_order_of_a_fact() =>
        NodeSelector
            .Where("tags", FactOperator.Exists, FactValue.Null)
            .OrderBy("mem")
            .Select(Nodes, 3)
            .Selected.ShouldBe(["w3", "w1", "w2"]);

    [Fact]
    public void A_selection_is_empty_when_too_few_nodes_match() => new NodeSelector().Select(Nodes, 5).Selected.ShouldBeEmpty();

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void A_number_that_JSON_cannot_store_is_rejected(double number) =>
        Should.Throw<ArgumentOutOfRangeException>(() => FactValue.From(number));

    private static NodeCandidate Node(string name, params (string Key, FactValue Value)[] facts) =>
        new(name, facts.Select(fact => KeyValuePair.Create(fact.Key, fact.Value)).ToValueMap());
}
