using Microsoft.CodeAnalysis;

namespace Generators.Tests;

public class OptionRuleTests
{
    public static TheoryData<string> CommonKeys { get; } =
    [
        .. Keys(
            JsonDocument
                .Parse(ProfileSchema.Write(PluginList.Empty))
                .RootElement.GetProperty("$defs")
                .GetProperty("profile")
                .GetProperty("properties"),
            ""
        ),
    ];

    [Theory]
    [InlineData("string[]")]
    [InlineData("List<int>")]
    [InlineData("IReadOnlyList<string>")]
    [InlineData("Dictionary<string, string>")]
    [InlineData("float")]
    [InlineData("object")]
    [InlineData("DateTime")]
    [InlineData("ValueList<object>")]
    [InlineData("(int, int)")]
    [InlineData("SelfOptions?")]
    public async Task An_unsupported_option_type_is_reported(string type) =>
        (await Analysis.RulesAsync(Options($"public {type} Thing {{ get; init; }} = default!;", "SelfOptions"))).ShouldBe(["SWA0013"]);

    [Theory]
    [InlineData("SelfOptions?")]
    [InlineData("ValueList<SelfOptions>")]
    public async Task A_record_that_contains_itself_is_named_as_such(string type)
    {
        Diagnostic[] diagnostics = await Analysis.RunAsync(
            Sources.Compile(Options($"public {type} Thing {{ get; init; }} = default!;", "SelfOptions"))
        );

        diagnostics
            .ShouldHaveSingleItem()
            .GetMessage(System.Globalization.CultureInfo.InvariantCulture)
            .ShouldStartWith($"Option 'Thing' is of type '{type}', which contains itself, so its JSON schema would have no end; use ");
    }

    [Theory]
    [InlineData("string?")]
    [InlineData("bool")]
    [InlineData("int?")]
    [InlineData("long")]
    [InlineData("double?")]
    [InlineData("decimal")]
    [InlineData("TimeSpan?")]
    [InlineData("Uri")]
    [InlineData("DayOfWeek")]
    [InlineData("ValueList<ValueList<int>>")]
    [InlineData("ValueMap<NetworkTemplate>")]
    [InlineData("DocumentMap?")]
    public async Task A_supported_option_type_is_not_reported_and_compiles(string type)
    {
        string source =
            Options($"public {type} Thing {{ get; init; }} = default!;", "GoodOptions")
            + Sources.Plugin("[ScalePlugin(\"good\")]\npublic sealed class GoodPlugin : ScalePlugin<GoodOptions>");

        (await Analysis.RulesAsync(source)).ShouldBeEmpty();
        Generation.Complete(Sources.Compile(source));
    }

    [Fact]
    public async Task Problems_of_a_shared_nested_record_are_reported_once()
    {
        string nested = "public record Inner { public int Size { get; init; } }\n";

        string[] rules = await Analysis.RulesAsync(
            nested + Options("public Inner? Thing { get; init; }", "AOptions") + Options("public Inner? Thing { get; init; }", "BOptions")
        );

        rules.ShouldBe(["SWA0011", "SWA0014"]);
    }

    [Fact]
    public async Task A_nested_record_can_have_the_common_keys_of_profiles()
    {
        string nested =
            "/// <summary>N.</summary>\npublic sealed record Inner\n{\n    /// <summary>How many.</summary>\n    public int Count { get; init; }\n}\n";

        (await Analysis.RulesAsync(nested + Options("public Inner? Thing { get; init; }", "AOptions"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_below_another_option_is_reported() =>
        (
            await Analysis.RulesAsync(
                Options(
                    "public string? Disk { get; init; }\n    /// <summary>S.</summary>\n    [OptionKey(\"disk.size\")]\n    public int Size { get; init; }",
                    "AOptions"
                )
            )
        ).ShouldBe(["SWA0015"]);

    [Theory]
    [InlineData("[OptionRange(1, 9)] public int Size { get; init; } = 10;")]
    [InlineData("[OptionRange(1, 9)] public int Size { get; init; } = 5 + 5;")]
    [InlineData("[OptionRange(1, 9)] public int Size { get; init; } = int.MaxValue;")]
    [InlineData("[OptionRange(1, 9)] public int? Size { get; init; } = 0;")]
    [InlineData("[OptionRange(0, 0.5)] public double Size { get; init; } = 0.6;")]
    [InlineData("[OptionRange(-9, -1)] public decimal Size { get; init; } = -10m;")]
    [InlineData("[OptionRange(1, 9)] public long Size { get; init; }")]
    [InlineData("[OptionRange(1, 9)] public ValueList<int> Sizes { get; init; } = [1, 0];")]
    public async Task A_default_outside_of_its_range_is_reported(string property) =>
        (await Analysis.RulesAsync(Options(property, "AOptions"))).ShouldBe(["SWA0034"]);

    [Fact]
    public async Task A_default_of_a_record_parameter_outside_of_its_range_is_reported() =>
        (
            await Analysis.RulesAsync(
                "/// <summary>O.</summary>\n/// <param name=\"Size\">S.</param>\npublic sealed record AOptions([OptionRange(1, 9)] int Size = 0) : PluginOptions;"
            )
        ).ShouldBe(["SWA0034"]);

    [Theory]
    [InlineData("[OptionRange(1, 9)] public int Size { get; init; } = 9;")]
    [InlineData("[OptionRange(1, 9)] public required int Size { get; init; }")]
    [InlineData("[OptionRange(1, 9)] public int? Size { get; init; }")]
    [InlineData("[OptionRange(0, double.MaxValue)] public double Size { get; init; }")]
    [InlineData("[OptionRange(1, 9)] public ValueList<int> Sizes { get; init; } = [];")]
    [InlineData("[OptionRange(1, 9)] public int Size { get; init; } = Math.Max(1, 2);")]
    public async Task A_default_inside_of_its_range_is_not_reported(string property) =>
        (await Analysis.RulesAsync(Options(property, "AOptions"))).ShouldBeEmpty();

    [Theory]
    [InlineData(
        "[OptionRange(1, 9)]\n    public int Size { get; init; } = 10;",
        "[OptionRange(1, 9)]\n    public int Size { get; init; } = 9;"
    )]
    [InlineData(
        "[OptionRange(-9, -1)]\n    public int Size { get; init; }",
        "[OptionRange(-9, -1)]\n    public int Size { get; init; } = -1;"
    )]
    public async Task The_code_fix_changes_a_default_to_the_nearest_bound(string property, string mended) =>
        (await Analysis.MendAsync(Options(property, "AOptions"))).ShouldBe(Options(mended, "AOptions"));

    [Theory]
    [InlineData("public int Size;", "a field")]
    [InlineData("internal readonly int Size = 3;", "a field")]
    [InlineData("private int Size { get; init; }", "a private property")]
    [InlineData("public int Size { get; private init; }", "a property with a private setter")]
    public async Task A_member_that_looks_like_an_option_but_is_not_read_is_reported(string member, string what)
    {
        Diagnostic found = (await Analysis.RunAsync(Sources.Compile(Options(member, "AOptions")))).ShouldHaveSingleItem();

        found.Id.ShouldBe("SWA0035");
        found.GetMessage().ShouldContain(what);
    }

    [Theory]
    [InlineData("private int Size { get; init; }", "public int Size { get; init; }")]
    [InlineData("public int Size { get; private init; }", "public int Size { get; init; }")]
    [InlineData("internal readonly int Size = 3;", "public int Size { get; init; } = 3;")]
    public async Task The_code_fix_turns_an_unread_member_into_an_option(string member, string mended) =>
        (await Analysis.MendAsync(Options(member, "AOptions"))).ShouldBe(Options(mended, "AOptions"));

    [Theory]
    [InlineData("internal int Size { get; init; }")]
    [InlineData("public int Size { get; internal init; }")]
    [InlineData("private readonly int _size = 3; public int Size() => _size;")]
    [InlineData("private int Size => 3;")]
    [InlineData("public const int Size = 3;")]
    public async Task An_option_or_a_member_that_is_no_option_is_not_reported(string member) =>
        (await Analysis.RulesAsync(Options(member, "AOptions"))).ShouldBeEmpty();

    [Fact]
    public void An_internal_option_is_read() =>
        Generation
            .Text(
                Sources.Compile(
                    Options("internal int Size { get; init; }", "AOptions")
                        + Sources.Plugin("[ScalePlugin(\"a\")]\npublic sealed class APlugin : ScalePlugin<AOptions>")
                )
            )
            .ShouldContain("reader.Read(\"size\"");

    [Fact]
    public async Task A_nullable_option_can_allow_false() =>
        (await Analysis.RulesAsync(Options("[OptionAllowFalse] public int? Size { get; init; } = 3;", "AOptions"))).ShouldBeEmpty();

    [Fact]
    public async Task A_computed_property_is_no_option() =>
        (await Analysis.RulesAsync(Options("public int Size => 3;", "AOptions"))).ShouldBeEmpty();

    [Fact]
    public async Task A_static_property_is_no_option() =>
        (await Analysis.RulesAsync(Options("public static AOptions Default { get; } = new();", "AOptions"))).ShouldBeEmpty();

    [Theory, MemberData(nameof(CommonKeys))]
    public async Task An_option_with_a_common_key_of_profiles_is_reported(string key) =>
        (await Analysis.RulesAsync(Options($"[OptionKey(\"{key}\")]\n    public int Thing {{ get; init; }}", "AOptions"))).ShouldBe([
            "SWA0016",
        ]);

    private static string[] Keys(JsonElement properties, string prefix) =>
        [
            .. properties
                .EnumerateObject()
                .SelectMany(property =>
                    property.Name.EndsWith("_template", StringComparison.Ordinal)
                        ? Keys(property.Value.GetProperty("properties"), property.Name + ".")
                        : [prefix + property.Name]
                ),
        ];

    private static string Options(string property, string name) =>
        $"/// <summary>O.</summary>\npublic sealed record {name} : PluginOptions\n{{\n    /// <summary>A thing.</summary>\n    {property}\n}}\n";
}
