namespace Tool.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExportTests() =>
        _folder.Write(
            "words.yaml",
            WordCount.Definition
                + """
                runs: 2
                duration: 2m
                matrix: {load.words.rate: [500, 1000]}
                """
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_writes_each_table_as_CSV_and_JSON_and_prints_the_files()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        ProgramResult result = Start("export", "data/words-001", "--out", "out/csv");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Errors.ShouldBeEmpty();
        string[] files =
        [
            "events.csv",
            "events.jsonl",
            "points.csv",
            "points.json",
            "samples.csv",
            "samples.jsonl",
            "summary.csv",
            "summary.json",
        ];
        result.Output.Split('\n').ShouldBe([.. files.Select(file => $"out/csv/{file}"), "Wrote 8 files to out/csv."]);
        Directory.EnumerateFiles(_folder.At("out", "csv")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(files);
        Lines("points.csv")
            .ShouldBe(["point,runs,completed,failed,load.words.rate", "load.words.rate=500,2,2,0,500", "load.words.rate=1000,2,2,0,1000"]);
        JsonElement points = Json("points.json").GetProperty("points");
        points
            .EnumerateArray()
            .Select(point => point.GetProperty("parameters").GetProperty("load.words.rate").GetString())
            .ShouldBe(["500", "1000"]);
        points.EnumerateArray().Select(point => point.GetProperty("completed").GetInt32()).ShouldBe([2, 2]);
        Json("summary.json").GetProperty("points").GetArrayLength().ShouldBe(2);
        Lines("samples.csv").Length.ShouldBe(Lines("samples.jsonl").Length + 1);
        Lines("events.csv").Length.ShouldBe(Lines("events.jsonl").Length + 1);
        using JsonDocument document = JsonDocument.Parse(Start("export", "data/words-001", "--out", "out/csv", "--json").Output);
        document.RootElement.GetProperty("result").GetProperty("files").GetArrayLength().ShouldBe(8);
    }

    [Fact]
    public void An_export_warns_of_runs_that_did_not_complete_and_counts_them()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        File.Delete(_folder.At("data", "words-001", "load.words.rate=500", "run-2.jsonl"));

        ProgramResult result = Start("export", "data/words-001", "--out", "csv");

        result.ExitCode.ShouldBe(0);
        result.Errors.ShouldStartWith("warning: data/words-001: left out: load.words.rate=500 run 2: it never began");
        File.ReadAllLines(_folder.At("csv", "points.csv"))[1].ShouldBe("load.words.rate=500,2,1,0,500");
    }

    [Fact]
    public void An_export_replaces_each_earlier_file_only_when_it_is_complete()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        string[] names = [.. Start("export", "data/words-001", "--out", "out/csv").Output.Split('\n')[..^1]];
        foreach (string name in names)
        {
            _folder.Write(name, name);
        }

        Command.Run("cp", _folder.Root, new Dictionary<string, string>(), "-r", "-l", "out", "earlier").ExitCode.ShouldBe(0);

        Start("export", "data/words-001", "--out", "out/csv").ExitCode.ShouldBe(0);

        names.Select(name => File.ReadAllText(_folder.At(name.Replace("out/", "earlier/", StringComparison.Ordinal)))).ShouldBe(names);
        Directory.EnumerateFiles(_folder.At("out", "csv")).Count().ShouldBe(8);
        Lines("points.csv")[0].ShouldBe("point,runs,completed,failed,load.words.rate");
    }

    [Theory]
    [InlineData(
        "export data/none --out csv",
        1,
        "error: data/none: the folder does not exist; use a folder that has experiment.json [SW1012]"
    )]
    [InlineData("export data/words-001 --out words.yaml", 1, "error: words.yaml: it is a file; choose the name of a folder [SW2006]")]
    [InlineData("export data/words-001 --out ", 2, "--out: the value is empty; specify one")]
    [InlineData("export data/words-001", 2, "--out")]
    public void A_folder_that_cannot_be_exported_is_reported(string arguments, int exitCode, string told)
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        ProgramResult result = Start(arguments.Split(' '));

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldContain(told);
        Directory.Exists(_folder.At("csv")).ShouldBeFalse();
    }

    private string[] Lines(string name) => File.ReadAllLines(_folder.At("out", "csv", name));

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(_folder.At("out", "csv", name))).RootElement;

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
