using System.Text.Json;
using Generators.Tests.Harness;
using Scalewright.Plugins;

namespace Generators.Tests;

public class OptionRuleTests
{
    public static TheoryData<string> CommonKeys { get; } =
        [.. Keys(JsonDocument.Parse(ProfileSchema.Write(PluginList.Empty)).RootElement.GetProperty("$defs").GetProperty("profile").GetProperty("properties"), "")];

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
    public async Task A_type_that_cannot_be_read_is_told(string type) =>
        (await Analysis.RulesAsync(Options($"public {type} Thing {{ get; init; }} = default!;", "SelfOptions"))).ShouldBe(["SWA0013"]);

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
    public async Task A_type_that_can_be_read_is_left_alone_and_compiles(string type)
    {
        string source = Options($"public {type} Thing {{ get; init; }} = default!;", "GoodOptions")
            + Sources.Plugin("[ScalePlugin(\"good\")]\npublic sealed class GoodPlugin : ScalePlugin<GoodOptions>");

        (await Analysis.RulesAsync(source)).ShouldBeEmpty();
        Generation.Complete(Sources.Compile(source));
    }

    [Fact]
    public async Task What_is_wrong_with_a_shared_nested_record_is_told_once()
    {
        string nested = "public record Inner { public int Size { get; init; } }\n";

        string[] rules = await Analysis.RulesAsync(
            nested + Options("public Inner? Thing { get; init; }", "AOptions") + Options("public Inner? Thing { get; init; }", "BOptions"));

        rules.ShouldBe(["SWA0011", "SWA0014"]);
    }

    [Fact]
    public async Task A_nested_record_may_have_the_keys_of_every_profile()
    {
        string nested = "/// <summary>N.</summary>\npublic sealed record Inner\n{\n    /// <summary>How many.</summary>\n    public int Count { get; init; }\n}\n";

        (await Analysis.RulesAsync(nested + Options("public Inner? Thing { get; init; }", "AOptions"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_below_another_option_is_told() =>
        (await Analysis.RulesAsync(Options("public string? Disk { get; init; }\n    /// <summary>S.</summary>\n    [OptionKey(\"disk.size\")]\n    public int Size { get; init; }", "AOptions"))).ShouldBe(["SWA0015"]);

    [Fact]
    public async Task A_computed_property_is_no_option() =>
        (await Analysis.RulesAsync(Options("public int Size => 3;", "AOptions"))).ShouldBeEmpty();

    [Fact]
    public async Task A_static_property_is_no_option() =>
        (await Analysis.RulesAsync(Options("public static AOptions Default { get; } = new();", "AOptions"))).ShouldBeEmpty();

    [Theory, MemberData(nameof(CommonKeys))]
    public async Task A_key_of_every_profile_is_told(string key) =>
        (await Analysis.RulesAsync(Options($"[OptionKey(\"{key}\")]\n    public int Thing {{ get; init; }}", "AOptions"))).ShouldBe(["SWA0016"]);

    private static string[] Keys(JsonElement properties, string prefix) =>
    [
        .. properties.EnumerateObject().SelectMany(property => property.Name.EndsWith("_template", StringComparison.Ordinal)
            ? Keys(property.Value.GetProperty("properties"), property.Name + ".")
            : [prefix + property.Name]),
    ];

    private static string Options(string property, string name) =>
        $"/// <summary>O.</summary>\npublic sealed record {name} : PluginOptions\n{{\n    /// <summary>A thing.</summary>\n    {property}\n}}\n";
}
