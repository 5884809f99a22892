using Scalewright.Documents;
using Scalewright.Plugins.Options;

namespace Generators.Tests;

public class SchemaTextTests
{
    [Theory]
    [InlineData("Mode Thing { get; init; }", "\"slow_start\"")]
    [InlineData("Mode Thing { get; init; } = Mode.Fast", "\"fast\"")]
    [InlineData("Mode Thing { get; init; } = default", "\"slow_start\"")]
    [InlineData("Mode? Thing { get; init; }", null)]
    [InlineData("TimeSpan Thing { get; init; }", "\"0s\"")]
    [InlineData("TimeSpan Thing { get; init; } = TimeSpan.Zero", "\"0s\"")]
    [InlineData("TimeSpan Thing { get; init; } = TimeSpan.FromSeconds(90)", "\"90s\"")]
    [InlineData("TimeSpan Thing { get; init; } = TimeSpan.FromHours(1.5)", "\"1.5h\"")]
    [InlineData("TimeSpan Thing { get; init; } = TimeSpan.FromMilliseconds(Seven)", "\"7ms\"")]
    [InlineData("TimeSpan Thing { get; init; } = new(1, 2, 3)", "\"01:02:03\"")]
    [InlineData("TimeSpan Thing { get; init; } = TimeSpan.FromSeconds(-1)", null)]
    [InlineData("TimeSpan Thing { get; init; } = TimeSpan.MaxValue", null)]
    [InlineData("int Thing { get; init; } = Seven", "7")]
    [InlineData("int Thing { get; init; } = default", "0")]
    [InlineData("int Thing { get; init; } = 3 + 4", null)]
    [InlineData("string? Thing { get; init; } = null!", null)]
    [InlineData("Uri Thing { get; init; } = new(\"https://example.org/\")", "\"https://example.org/\"")]
    [InlineData("ValueList<string> Thing { get; init; } = [\"a\", \"b\"]", "[\"a\", \"b\"]")]
    [InlineData("ValueList<TimeSpan> Thing { get; init; } = [TimeSpan.FromDays(2)]", "[\"2d\"]")]
    public void The_schema_states_a_default_in_the_notation_of_profiles(string property, string? expected)
    {
        string text = property.EndsWith('}') ? property : property + ";";

        JsonElement thing = Thing($"/// <summary>A thing.</summary>\n public {text}");

        (thing.TryGetProperty("default", out JsonElement found) ? found.GetRawText() : null).ShouldBe(expected);
        if (thing.TryGetProperty("pattern", out JsonElement pattern) && found.ValueKind == JsonValueKind.String)
        {
            found.GetString()!.ShouldMatch(pattern.GetString()!);
            OptionTypes
                .Duration(new OptionNode(new DocumentScalar(ScalarKind.Text, found.GetString()!), "thing", new ProblemList()), out _)
                .ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("As long as <see cref=\"OtherThing\"/>.", "As long as other_thing.")]
    [InlineData("As long as <see cref=\"Renamed\"/>.", "As long as new.name.")]
    [InlineData("Of a <see cref=\"NetworkTemplate\"/>.", "Of a network template.")]
    [InlineData("Behind <see cref=\"NetworkTemplate.StartIp\"/>.", "Behind start_ip.")]
    [InlineData("Or <see langword=\"null\"/>, see <see href=\"https://example.org/a.b\"/>.", "Or null, see https://example.org/a.b.")]
    public void A_description_uses_the_key_names_of_profiles(string summary, string expected) =>
        Thing($"/// <summary>{summary}</summary>\npublic int Thing {{ get; init; }}")
            .GetProperty("description")
            .GetString()
            .ShouldBe(expected);

    [Fact]
    public void A_map_of_options_only_is_closed_and_a_common_map_of_profiles_is_open()
    {
        JsonElement schema = Schema(
                "[OptionKey(\"disk.size\")] public int Size { get; init; }\n[OptionKey(\"node_template.zone\")] public int Zone { get; init; }"
            )
            .GetProperty("properties");

        schema.GetProperty("disk").GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        schema.GetProperty("node_template").TryGetProperty("additionalProperties", out _).ShouldBeFalse();
    }

    [Fact]
    public void An_option_that_allows_false_reads_false_as_null()
    {
        OptionsBinder binder = Binder("[OptionAllowFalse] public string? Thing { get; init; } = \"on\";");

        Read(binder, "{}").ShouldBe("on");
        Read(binder, """{"thing": "there"}""").ShouldBe("there");
        Read(binder, """{"thing": false}""").ShouldBeNull();
        Should
            .Throw<ShouldAssertException>(() => Read(binder, """{"thing": true}"""))
            .Message.ShouldContain("found the boolean true; use a text");
        JsonDocument
            .Parse(binder.Schema)
            .RootElement.GetProperty("properties")
            .GetProperty("thing")
            .GetProperty("anyOf")
            .GetRawText()
            .ShouldBe("""[{"type": "string"}, {"type": "null"}, {"const": false}]""");
    }

    private static string? Read(OptionsBinder binder, string json)
    {
        ProblemList problems = new();
        dynamic options = binder.Bind(
            (DocumentMap)DocumentReader.Read(System.Text.Encoding.UTF8.GetBytes(json), Dialect.Json).Root!,
            problems
        );
        problems.ToValueList().Select(problem => problem.ToString()).ShouldBeEmpty();
        return (string?)options.Thing;
    }

    private static JsonElement Thing(string property) => Schema(property).GetProperty("properties").GetProperty("thing");

    private static JsonElement Schema(string property) => JsonDocument.Parse(Binder(property).Schema).RootElement;

    private static OptionsBinder Binder(string property) =>
        Generation
            .Entries(
                Generation.Load(
                    Sources.Compile(
                        $$"""
                        public enum Mode { Fast = 1, SlowStart = 0 }
                        public sealed record ThingOptions : PluginOptions
                        {
                            private const int Seven = 7;
                            public int OtherThing { get; init; }
                            [OptionKey("new.name")] public int Renamed { get; init; }
                            {{property}}
                        }

                        """ + Sources.Plugin("[ScalePlugin(\"thing\")]\npublic sealed class ThingPlugin : ScalePlugin<ThingOptions>"),
                        "Schema" + Math.Abs(property.GetHashCode(StringComparison.Ordinal))
                    )
                )
            )[0]
            .Options!;
}
