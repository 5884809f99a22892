namespace Tool.Tests;

public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_schema_is_JSON_and_includes_the_plugins_of_assemblies()
    {
        ProgramResult result = ToolRun.Start(_folder.Root, "schema", "--plugins", ToolRun.Misbehaving);

        result.ExitCode.ShouldBe(0, result.Text);
        JsonDocument
            .Parse(result.Output)
            .RootElement.GetProperty("$schema")
            .GetString()
            .ShouldBe("https://json-schema.org/draft/2020-12/schema");
        result.Output.ShouldContain("\"builtin\"");
        result.Output.ShouldContain("\"overflows\"");
    }

    [Fact]
    public void The_schema_can_be_written_to_a_file()
    {
        ProgramResult printed = ToolRun.StartProcess(_folder.Root, "schema");
        ProgramResult result = ToolRun.StartProcess(_folder.Root, "schema", "--out", "profile.schema.json");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBeEmpty();
        File.ReadAllText(_folder.At("profile.schema.json")).TrimEnd().ShouldBe(printed.Output);
    }

    [Fact]
    public void The_schema_of_one_plugin_describes_its_options_as_an_object()
    {
        ProgramResult result = ToolRun.Start(_folder.Root, "schema", "--plugins", ToolRun.Misbehaving, "--plugin", "picky");

        result.ExitCode.ShouldBe(0, result.Text);
        JsonElement schema = JsonDocument.Parse(result.Output).RootElement;
        schema.GetProperty("type").GetString().ShouldBe("object");
        schema.GetProperty("properties").TryGetProperty("shelves", out _).ShouldBeTrue();
        result.Output.ShouldContain("\n  \"properties\": {\n    \"shelves\": {\n");
    }

    [Fact]
    public void A_misspelled_plugin_is_reported_with_the_nearest_name() =>
        ToolRun.Start(_folder.Root, "schema", "--plugin", "wind_turbin").Errors.ShouldContain("did you mean 'wind_turbine'?");

    [Fact]
    public void A_schema_file_is_replaced_through_a_link_and_no_other_file_is_left()
    {
        _folder.Write("old.json", "old");
        File.CreateSymbolicLink(_folder.At("link.json"), "old.json");

        ToolRun.Start(_folder.Root, "schema", "--out", "link.json").ExitCode.ShouldBe(0);

        JsonDocument.Parse(File.ReadAllText(_folder.At("old.json"))).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        Directory
            .GetFileSystemEntries(_folder.Root)
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["link.json", "old.json"]);
    }

    [Theory]
    [InlineData("SW1106", "--plugin", "unknown")]
    [InlineData("SW1106", "--plugin", "builtin@9.9.9")]
    [InlineData("SW1106", "--plugin", "builtin")]
    [InlineData("SW2006", "--out", "missing/schema.json")]
    [InlineData("SW1012", "--plugins", "missing.dll")]
    public void An_invalid_schema_request_is_reported(string code, params string[] options)
    {
        ProgramResult result = ToolRun.Start(_folder.Root, ["schema", .. options]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(code);
    }
}
