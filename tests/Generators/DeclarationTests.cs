using Scalewright.Generators.Plugins;

namespace Generators.Tests;

/// <summary>Rules and code fixes for the declaration of a plugin.</summary>
public class DeclarationTests
{
    [Theory]
    [InlineData("static class Bad", "SWA0006")]
    [InlineData("sealed class Bad : ScalePlugin { private Bad() { } public override int CountNodes(Profile profile) => 1; }", "SWA0005")]
    [InlineData("sealed class Bad(int size) : ScalePlugin { public override int CountNodes(Profile profile) => size; }", "SWA0005")]
    [InlineData("file sealed class Bad : ScalePlugin { public override int CountNodes(Profile profile) => 1; }", "SWA0004")]
    public async Task A_plugin_class_that_cannot_be_instantiated_is_reported(string declaration, string rule) =>
        (await Analysis.RulesAsync("[ScalePlugin(\"bad\")] " + (declaration.EndsWith('}') ? declaration : declaration + " { }"))).ShouldBe([
            rule,
        ]);

    [Fact]
    public async Task All_problems_of_a_declaration_are_reported_at_once() =>
        (
            await Analysis.RulesAsync(
                "[ScalePlugin(\"My Plugin\", Version = \"1.0\")] public class Bad(int size) : ScalePlugin { public override int CountNodes(Profile profile) => size; }"
            )
        ).ShouldBe(["SWA0001", "SWA0005", "SWA0007", "SWA0008"], ignoreOrder: true);

    [Fact]
    public async Task A_plugin_class_nested_in_a_generic_class_is_reported_as_generic() =>
        (
            await Analysis.RulesAsync(
                "public static class Outer<T> { [ScalePlugin(\"bad\")] public sealed class Bad : ScalePlugin { public override int CountNodes(Profile profile) => 1; } }"
            )
        ).ShouldBe(["SWA0003"]);

    [Theory]
    [InlineData("")]
    [InlineData("Farm")]
    [InlineData("1farm")]
    [InlineData("wind-farm")]
    [InlineData("wind.farm")]
    [InlineData("wínd")]
    public async Task An_invalid_name_is_reported(string name) => (await Analysis.RulesAsync(Marked($"\"{name}\""))).ShouldBe(["SWA0007"]);

    [Theory]
    [InlineData("null!")]
    [InlineData("(string)null!")]
    public async Task A_null_name_is_reported(string name) => (await Analysis.RulesAsync(Marked(name))).ShouldBe(["SWA0007"]);

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("01.0.0")]
    [InlineData("latest")]
    [InlineData("1.0.0-beta")]
    [InlineData("1.0.99999999999")]
    public async Task An_invalid_version_is_reported(string version) =>
        (await Analysis.RulesAsync(Marked($"\"farm\", Version = \"{version}\""))).ShouldBe(["SWA0008"]);

    [Theory]
    [InlineData("v2", "2.0.0")]
    [InlineData("1.02-beta", "1.2.0")]
    [InlineData("latest", "1.0.0")]
    [InlineData("0.0", "0.0.0")]
    [InlineData("v0", "0.0.0")]
    [InlineData("1.2.3.4", "1.2.3")]
    public void A_version_is_fixed_from_its_numbers(string written, string mended) => PluginTexts.FixVersion(written).ShouldBe(mended);

    [Theory]
    [InlineData("Wind Farm", "wind_farm")]
    [InlineData("9lives", "lives")]
    [InlineData("!!!", "wind_turbine")]
    [InlineData("HTTPServer", "http_server")]
    public void A_name_is_fixed_from_its_words_or_from_the_class_name(string written, string mended) =>
        PluginTexts.FixName(written, "WindTurbinePlugin").ShouldBe(mended);

    // Expected values: the SnakeCaseLower policy of System.Text.Json.
    [Theory]
    [InlineData("MemorySize")]
    [InlineData("IPAddress")]
    [InlineData("Disk2Size")]
    [InlineData("A")]
    [InlineData("externalNetwork")]
    [InlineData("URL")]
    public void Keys_match_the_snake_case_of_System_Text_Json(string name) =>
        Naming.ToSnakeCase(name).ShouldBe(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    [
        Theory,
        InlineData("MemoryMiB", "memory_mib"),
        InlineData("SizeGiBMax", "size_gib_max"),
        InlineData("KiB", "kib"),
        InlineData("AiB", "ai_b")
    ]
    public void Units_of_size_are_kept_as_one_word_in_keys(string name, string key) => Naming.ToSnakeCase(name).ShouldBe(key);

    [Fact]
    public async Task A_plugin_in_a_private_nested_class_gets_no_code_fix() =>
        (
            await Analysis.MendAsync(
                "public static class Outer { private static class Inner { [ScalePlugin(\"farm\")] public sealed class FarmPlugin : ScalePlugin { public override int CountNodes(Profile profile) => 1; } } }"
            )
        ).ShouldBeNull();

    [Fact]
    public async Task A_name_from_a_constant_gets_no_code_fix() =>
        (
            await Analysis.MendAsync("public static class Names { public const string Farm = \"Bad Name\"; }\n" + Marked("Names.Farm"))
        ).ShouldBeNull();

    [Fact]
    public async Task The_code_fix_makes_a_private_constructor_public() =>
        (
            await Analysis.MendAsync(
                "[ScalePlugin(\"farm\")] sealed class Farm : ScalePlugin { private Farm() { } public override int CountNodes(Profile profile) => 1; }"
            )
        )
            .ShouldNotBeNull()
            .ShouldContain("public Farm()");

    [Fact]
    public async Task Several_versions_of_a_name_are_allowed() =>
        (
            await Analysis.RulesAsync(
                Marked("\"farm\"") + Marked("\"farm\", Version = \"2.0.0\"").Replace("FarmPlugin", "NextPlugin", StringComparison.Ordinal)
            )
        ).ShouldBeEmpty();

    private static string Marked(string arguments) =>
        Sources.Plugin($"[ScalePlugin({arguments})]\npublic sealed class FarmPlugin : ScalePlugin");
}
