namespace Tool.Tests;

/// <summary>The JSON output, checked by an independent validator: Python's package jsonschema.</summary>
public sealed class JsonOutputTests : IDisposable
{
    // jsonschema 4: Draft202012Validator checks the schema itself, then each document. It ignores formats.
    private const string Validator = """
        import json, sys
        from jsonschema import Draft202012Validator
        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        for path in sys.argv[2:]:
            for error in Draft202012Validator(schema).iter_errors(json.load(open(path))):
                print(path, error.json_path, error.message)
        """;

    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();
    private readonly LeapingClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_verb_has_a_documented_schema_that_equals_the_printed_one()
    {
        string[] verbs = ToolRun.StartProcess(_folder.Root, "nope").Errors.Split('\n')[0].Split("; use ")[1].Split(", ");

        verbs.Length.ShouldBe(24);
        foreach (string verb in verbs)
        {
            CheckDocument(Repository.At("docs", "schemas", $"{verb}.schema.json"), Start("schema", "--verb", verb).Output + "\n");
        }
    }

    [MachineFact("python:jsonschema")]
    public void JSON_output_of_each_verb_matches_its_schema()
    {
        WriteFarm(2);
        _folder.Write("words.yaml", ExperimentVerbTests.Definition);
        Check("plan", 0, "plan", "farm.yaml");
        Check("plan", 0, "plan", "farm.yaml", "--out", "files");
        Check("plan", 1, "plan", "none.yaml");
        Check("completion", 0, "completion", "bash");
        Check("validate", 0, "validate", "farm.yaml", "words.yaml");
        Check("validate", 1, "validate", "farm.yaml", "none.yaml");
        Check("apply", 0, ["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        Check("apply", 0, ["apply", "farm.yaml", .. Processes, "--state", "state"]);
        Check("plan", 0, ["plan", "farm.yaml", .. Processes, "--state", "state"]);
        WriteFarm(2, "labels: {tier: web}");
        Check("plan", 0, ["plan", "farm.yaml", .. Processes, "--state", "state"]);
        WriteFarm(2);
        Check("status", 0, ["status", "state", .. Processes]);
        Check("list", 0, "list");
        Check("list", 0, ["list", .. Processes]);
        Check("exec", 0, ["exec", "state", .. Processes, "--", "hostname"]);
        Check("exec", 1, ["exec", "state", .. Processes, "--", "false"]);
        Check("cp", 0, ["cp", "farm.yaml", $"all:{_folder.At("copied")}", .. Processes, "--state", "state"]);
        Check("cp", 0, ["cp", "farm.yaml", "all:/tmp/", .. Processes, "--state", "state", "--dry-run"]);
        Check("scale", 0, ["scale", "farm", "3", .. Processes, "--state", "state"]);
        Check("scale", 2, ["scale", "farm", "2", .. Processes, "--state", "state"]);
        Check("scale", 0, ["scale", "farm", "2", .. Processes, "--state", "state", "--yes"]);
        Check("destroy", 0, ["destroy", "state", .. Processes, "--dry-run"]);
        Check("repair", 0, "repair", "state");
        Check("reap", 0, ["reap", .. Processes, "--cluster", "farm", "--dry-run"]);
        Check("reap", 2, ["reap", "farm", .. Processes]);
        Directory.Delete(_folder.At("state"), recursive: true);
        Check("reap", 0, ["reap", .. Processes]);
        Check("adopt", 0, ["adopt", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        Check("adopt", 0, ["adopt", "farm.yaml", .. Processes, "--state", "state"]);
        Check("destroy", 0, ["destroy", "state", .. Processes, "--yes"]);
        Check("experiment", 0, "experiment", "words.yaml", "--dry-run");
        Check("experiment", 0, "experiment", "words.yaml");
        Check("report", 0, "report", "data/words-001", "--out", "page.html");
        Check("export", 0, "export", "data/words-001", "--out", "csv");
        Check("replay", 0, "replay", "data/words-001", "--run", "1");
        Check("explore", 1, "explore", "none.dll");
        File.WriteAllBytes(_folder.At("run.swtrace"), TraceVerbTests.Trace());
        Check("trace", 0, "trace", "run.swtrace");
        Check("trace", 1, "trace", "none.swtrace");
        Check("schema", 0, "schema");
        Check("providers", 0, "providers");
    }

    [MachineFact("python:jsonschema")]
    public void JSON_log_lines_match_their_schema()
    {
        WriteFarm(1);
        string file = _folder.Write("service.log", "one\n");
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);

        Check("logs", 0, ["logs", "state", .. Processes, "--file", file]);
    }

    [Fact]
    public void A_change_in_a_plan_lists_the_old_and_new_value_of_each_field()
    {
        WriteFarm(1, "labels: {tier: web}");
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        WriteFarm(1, "labels: {rack: '4'}");

        string[] plan = ["plan", "farm.yaml", .. Processes, "--state", "state"];
        string[] apply = ["apply", "farm.yaml", .. Processes, "--state", "state"];
        foreach (string[] verb in new[] { plan, [.. apply, "--dry-run"], apply })
        {
            JsonElement step = StepsOf(verb).ShouldHaveSingleItem();

            step.GetProperty("action").GetString().ShouldBe("change");
            step.GetProperty("isOrphan").GetBoolean().ShouldBeFalse();
            step.GetProperty("differences")
                .EnumerateArray()
                .Select(difference => difference.ToString())
                .ShouldBe(["""{"field":"labels.rack","from":null,"to":"4"}""", """{"field":"labels.tier","from":"web","to":null}"""]);
        }
    }

    [Fact]
    public void Removal_of_an_orphan_is_distinguished_from_removal_requested_by_the_file()
    {
        WriteFarm(2);
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        WriteFarm(1);

        JsonElement wanted = StepsOf("plan", "farm.yaml", "--provider", "processes", "--node-folder", "nodes", "--state", "state")
            .ShouldHaveSingleItem();
        Directory.Delete(_folder.At("state"), recursive: true);
        JsonElement[] adopting = StepsOf(
            "adopt",
            "farm.yaml",
            "--provider",
            "processes",
            "--node-folder",
            "nodes",
            "--state",
            "state",
            "--dry-run"
        );

        wanted
            .ToString()
            .ShouldBe("""{"action":"destroy","target":"node","name":"node-2","group":"farm","isOrphan":false,"differences":[]}""");
        adopting
            .Where(step => step.GetProperty("action").GetString() == "destroy")
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("""{"action":"destroy","target":"node","name":"node-2","group":"farm","isOrphan":true,"differences":[]}""");
    }

    [Fact]
    public void JSON_output_contains_the_problems_and_standard_error_is_empty()
    {
        ProgramResult result = Start("plan", "none.yaml", "--json");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldBeEmpty();
        JsonElement problem = JsonDocument.Parse(result.Output).RootElement.GetProperty("problems")[0];
        problem.GetProperty("severity").GetString().ShouldBe("error");
        problem.GetProperty("code").GetString().ShouldBe("SW1012");
        problem.GetProperty("location").GetString().ShouldBe("none.yaml");
    }

    /// <summary><c>APPROVE=1</c> rewrites the document; review the change as a diff.</summary>
    private static void CheckDocument(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            File.WriteAllText(path, text);
        }

        text.ShouldBe(File.ReadAllText(path), $"{path} differs; when that is wanted, run the test with APPROVE=1 and review the diff");
    }

    private void Check(string verb, int exitCode, params string[] arguments)
    {
        int at = Array.IndexOf(arguments, "--");
        _clock.Leap(TimeSpan.FromMinutes(1)); // Resources created within the last second are not removed.
        ProgramResult result = ToolRun.Start(
            _folder.Root,
            _clock,
            new Dictionary<string, string>(),
            at < 0 ? [.. arguments, "--json"] : [.. arguments[..at], "--json", .. arguments[at..]]
        );
        result.ExitCode.ShouldBe(exitCode, result.Text);
        _folder.Write("document.json", result.Output);
        string schema = Repository.At("docs", "schemas", $"{verb}.schema.json");

        ProgramResult judged = Command.Run(
            "/usr/bin/python3",
            _folder.Root,
            new Dictionary<string, string>(),
            "-W",
            "ignore",
            "-c",
            Validator,
            schema,
            "document.json"
        );

        judged.Text.Trim().ShouldBeEmpty(result.Text);
    }

    private JsonElement[] StepsOf(params string[] arguments)
    {
        ProgramResult result = Start([.. arguments, "--json"]);
        result.ExitCode.ShouldBe(0, result.Text);
        JsonElement steps = JsonDocument.Parse(result.Output).RootElement.GetProperty("result").GetProperty("plan").GetProperty("steps");
        return [.. steps.EnumerateArray().Select(step => JsonSerializer.SerializeToElement(step))];
    }

    private void WriteFarm(int nodes, string more = "") =>
        _folder.Write("farm.yaml", $"profiles: [{{name: farm, plugin: builtin, count: {nodes}{(more.Length > 0 ? ", " : "")}{more}}}]\n");

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
