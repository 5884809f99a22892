using Scalewright.Documents;

namespace Generators.Tests;

// Addresses and networks: RFC 4291, RFC 4632 and System.Net.IPNetwork, which rejects bits after the prefix. Lengths and
// patterns: JSON Schema 2020-12, minLength (code points), minItems, minProperties and pattern.
public class OptionLimitTests
{
    private const string Net = """
        namespace Acme;

        /// <summary>Options of a mesh.</summary>
        public sealed record MeshOptions : PluginOptions
        {
            /// <summary>Gateway.</summary>
            public System.Net.IPAddress? Gateway { get; init; }

            /// <summary>Outer network.</summary>
            public System.Net.IPNetwork Outer { get; init; }

            /// <summary>Ranges.</summary>
            [OptionLength(1, 3)]
            public ValueList<Subnet> Ranges { get; init; } = [new Subnet(new Address(0, false), 8)];

            /// <summary>Rack.</summary>
            [OptionPattern("[a-z]+-[0-9]{1,2}", Description = "a rack, as in r-12")]
            public string Rack { get; init; } = "r-1";

            /// <summary>Zones.</summary>
            [OptionPattern("[a-z]+")]
            public ValueList<string> Zones { get; init; } = [];

            /// <summary>Title.</summary>
            [OptionLength(2, 4)]
            public string Title { get; init; } = "mesh";

            /// <summary>Sizes.</summary>
            [OptionLength(1)]
            public ValueMap<int> Sizes { get; init; } = ValueMap<int>.Empty.With("a", 1);
        }

        """;

    private static readonly Lazy<OptionsBinder> Binder = new(() =>
        Generation
            .Entries(
                Generation.Load(
                    Sources.Compile(
                        Net + Sources.Plugin("[ScalePlugin(\"mesh\")]\npublic sealed class MeshPlugin : ScalePlugin<MeshOptions>"),
                        "Acme.Meshes"
                    )
                )
            )[0]
            .Options!
    );

    [Fact]
    public void Addresses_networks_patterns_and_lengths_are_bound()
    {
        dynamic options = Bind(
            """
            gateway: fd00::7
            outer: 10.0.0.0/8
            ranges: [10.1.0.0/16, 10.2.0.5/24]
            rack: r-12
            zones: [a, b]
            title: "😀😀"
            sizes: {a: 1}
            """,
            out string[] problems
        );

        problems.ShouldBeEmpty();
        ((System.Net.IPAddress)options.Gateway).ShouldBe(System.Net.IPAddress.Parse("fd00::7"));
        ((System.Net.IPNetwork)options.Outer).ShouldBe(System.Net.IPNetwork.Parse("10.0.0.0/8"));
        ((object)options.Ranges).ToString().ShouldBe("[10.1.0.0/16, 10.2.0.5/24]");
    }

    [Theory]
    [InlineData("gateway: 10.0.0", "gateway SW1102: found the text '10.0.0'; use an address, as in 10.0.0.7 or fd00::7")]
    [InlineData("gateway: 010.0.0.1", "gateway SW1102: found the text '010.0.0.1'; use an address, as in 10.0.0.7 or fd00::7")]
    [InlineData("gateway: 7", "gateway SW1102: found the integer 7; use an address, as in 10.0.0.7 or fd00::7")]
    [InlineData("outer: 10.0.0.5/8", "outer SW1102: found the text '10.0.0.5/8'; use the first address of the network, as in 10.0.0.0/8")]
    [InlineData("outer: fd00::/129", "outer SW1102: found the text 'fd00::/129'; use a network, as in 10.0.0.0/24 or fd00::/64")]
    [InlineData("ranges: [10.1.0.0/16, 10.2]", "ranges[1] SW1102: found the number 10.2; use a network, as in 10.0.0.0/24 or fd00::/64")]
    [InlineData("ranges: []", "ranges SW1103: has 0 elements; use 1 to 3 elements")]
    [InlineData("ranges: [10.0.0.0/8, 11.0.0.0/8, 12.0.0.0/8, 13.0.0.0/8]", "ranges SW1103: has 4 elements; use 1 to 3 elements")]
    [InlineData("rack: r12", "rack SW1102: found the text 'r12'; use a rack, as in r-12")]
    [InlineData("rack: \"r-1\\n\"", "rack SW1102: found the text 'r-1\\u000a'; use a rack, as in r-12")]
    [InlineData("zones: [a, B]", "zones[1] SW1102: found the text 'B'; use a text that matches [a-z]+")]
    [InlineData("title: x", "title SW1103: has 1 character; use 2 to 4 characters")]
    [InlineData("title: 😀😀😀😀😀", "title SW1103: has 5 characters; use 2 to 4 characters")]
    [InlineData("sizes: {}", "sizes SW1103: has 0 keys; use 1 key or more")]
    public void A_value_outside_of_its_limits_is_reported(string line, string expected)
    {
        Bind(line, out string[] problems);

        problems.ShouldBe([expected]);
    }

    [Theory]
    [InlineData("Rack", "r12", "rack SW1102: found the text 'r12'; use a rack, as in r-12")]
    [InlineData("Title", "", "title SW1103: has 0 characters; use 2 to 4 characters")]
    [InlineData("Title", null, "title SW1102: found nothing; use a text")]
    public void An_option_set_in_code_has_the_same_limits(string property, string? value, string expected)
    {
        PluginOptions options = (PluginOptions)Bind("rack: r-1", out _);
        options.GetType().GetProperty(property)!.SetValue(options, value);
        ProblemList problems = new();

        Binder.Value.Check(options, problems);

        Texts(problems).ShouldBe([expected]);
    }

    [Fact]
    public void Empty_lists_and_impossible_prefixes_set_in_code_are_reported()
    {
        PluginOptions options = (PluginOptions)Bind("rack: r-1", out _);
        options.GetType().GetProperty("Ranges")!.SetValue(options, new[] { new Subnet(default, 33) }.ToValueList());
        options.GetType().GetProperty("Sizes")!.SetValue(options, ValueMap<int>.Empty);
        ProblemList problems = new();

        Binder.Value.Check(options, problems);

        Texts(problems)
            .ShouldBe(
                ["ranges[0] SW1103: 0.0.0.0/33 has no valid prefix; use 0 to 32", "sizes SW1103: has 0 keys; use 1 key or more"],
                ignoreOrder: true
            );
    }

    [Theory]
    [InlineData(
        "gateway",
        """{"anyOf": [{"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}, {"type": "null"}], "description": "Gateway."}"""
    )]
    [InlineData("outer", """{"type": "string", "pattern": "^[0-9A-Fa-f:.]+/(0|[1-9][0-9]{0,2})$", "description": "Outer network."}""")]
    [InlineData("rack", """{"type": "string", "pattern": "^(?:[a-z]+-[0-9]{1,2})$", "description": "Rack.", "default": "r-1"}""")]
    [InlineData("title", """{"type": "string", "minLength": 2, "maxLength": 4, "description": "Title.", "default": "mesh"}""")]
    [InlineData(
        "zones",
        """{"type": "array", "items": {"type": "string", "pattern": "^(?:[a-z]+)$"}, "description": "Zones.", "default": []}"""
    )]
    [InlineData(
        "sizes",
        """{"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1, "description": "Sizes."}"""
    )]
    public void The_schema_has_the_same_limits(string key, string expected) =>
        JsonDocument.Parse(Binder.Value.Schema).RootElement.GetProperty("properties").GetProperty(key).GetRawText().ShouldBe(expected);

    [Theory]
    [InlineData("[OptionLength(1)] public int Size { get; init; }", "SWA0046")]
    [InlineData("[OptionPattern(\"a\")] public ValueList<int> Sizes { get; init; } = [];", "SWA0046")]
    [InlineData("[OptionLength(3, 2)] public string Zone { get; init; } = \"\";", "SWA0019")]
    [InlineData("[OptionLength(-1, 2)] public string Zone { get; init; } = \"\";", "SWA0019")]
    [InlineData("[OptionPattern(\"(\")] public string Zone { get; init; } = \"\";", "SWA0047")]
    public async Task A_limit_that_cannot_apply_is_reported(string property, string rule) =>
        (
            await Analysis.RulesAsync(
                $"/// <summary>O.</summary>\npublic sealed record AOptions : PluginOptions\n{{\n    /// <summary>P.</summary>\n    {property}\n}}\n"
            )
        ).ShouldBe([rule]);

    private static object Bind(string yaml, out string[] problems)
    {
        ProblemList list = new();
        object options = Binder.Value.Bind((DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes(yaml), Dialect.Yaml).Root!, list);
        problems = Texts(list);
        return options;
    }

    private static string[] Texts(ProblemList problems) =>
        [
            .. problems
                .ToValueList()
                .Select(problem =>
                    string.Create(CultureInfo.InvariantCulture, $"{problem.Field} {problem.Code.Id}: {problem.Message}; {problem.Advice}")
                ),
        ];
}
