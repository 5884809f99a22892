namespace Tool.Tests;

/// <summary>Completion, in bash itself and by the hidden verb that the scripts call.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, count: 1}, {name: db, plugin: builtin, count: 2}]\n");
        _folder.Write("notes.txt", "");
        Directory.CreateDirectory(_folder.At("plans"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scalewright sta", "status")]
    [InlineData("./bin/scalewright ap", "apply")]
    [InlineData("scalewright apply --provider s", "simulation slurm ssh")]
    [InlineData("scalewright status --provider s", "slurm ssh")]
    [InlineData("scalewright apply --dry", "--dry-run")]
    [InlineData("scalewright apply sh", "shop.yaml")]
    [InlineData("scalewright apply p", "plans/")]
    [InlineData("scalewright apply n", "")]
    [InlineData("scalewright completion ", "bash fish pwsh zsh")]
    [InlineData("scalewright exec -- ho", "")]
    [InlineData("scalew", "")]
    public void Verbs_options_providers_and_files_are_completed(string line, string expected) =>
        string.Join(' ', Complete(line)).ShouldBe(expected);

    [Fact]
    public void States_groups_and_nodes_are_completed_from_the_journal_without_a_provider()
    {
        ToolRun.Start(_folder.Root, "apply", "shop.yaml", "--provider", "processes", "--node-folder", "nodes").ExitCode.ShouldBe(0);
        Directory.Delete(_folder.At("nodes"), recursive: true);

        Complete("scalewright status ").ShouldBe(["shop-state"]);
        Complete("scalewright exec --group ").ShouldBe(["db", "web"]);
        Complete("scalewright exec --node d").ShouldBe(["db-1", "db-2"]);
        Complete("scalewright logs shop-state --group w").ShouldBe(["web"]);
        Complete("scalewright destroy --state ").ShouldBe(["shop-state"]);
        Complete("scalewright scale d").ShouldBe(["db"]);
        ToolRun.Start(_folder.Root, "status", "--help").Output.ShouldContain("scalewright status [<DIR>]");
        ToolRun.Start(_folder.Root, "apply", "--help").Output.ShouldContain("scalewright apply <FILE>");
    }

    [Theory]
    [InlineData("w", "web:")]
    [InlineData("a", "all:")]
    [InlineData("--state shop-state d", "db-1: db-2: db:")]
    [InlineData("s", "shop-state/ shop.yaml")]
    [InlineData("notes", "notes.txt")]
    [InlineData("shop.yaml ", "all: db-1: db-2: db: node-1: web:")]
    [InlineData("shop.yaml n", "node-1:")]
    [InlineData("web-1:/tmp/a n", "nodes/ notes.txt")]
    [InlineData("web-1:/tmp/a w", "")]
    [InlineData("web-1:/t", "")]
    public void Nodes_and_files_to_copy_are_completed(string arguments, string expected)
    {
        ToolRun.Start(_folder.Root, "apply", "shop.yaml", "--provider", "processes", "--node-folder", "nodes").ExitCode.ShouldBe(0);

        string.Join(' ', Complete($"scalewright cp {arguments}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("report ", "data/words-001 data/words-002 old-001")]
    [InlineData("export d", "data/words-001 data/words-002")]
    [InlineData("replay data/words-001 --ru", "--run")]
    [InlineData("report old-001 --out a.html --compare data/words-0", "data/words-001 data/words-002")]
    [InlineData("report p", "plans/")]
    [InlineData("report plans/", "plans/more/")]
    [InlineData("report plans/more/", "plans/more/data/words-003")]
    public void Folders_of_experiments_are_completed(string command, string expected)
    {
        foreach (string experiment in (string[])["data/words-001", "data/words-002", "old-001", "plans/more/data/words-003"])
        {
            _folder.Write($"{experiment}/experiment.json", "{}");
        }

        string.Join(' ', Complete($"scalewright {command}")).ShouldBe(expected);
        ToolRun.Start(_folder.Root, "report", "--help").Output.ShouldContain("scalewright report <DIR>");
        ToolRun.Start(_folder.Root, "cp", "--help").Output.ShouldContain("scalewright cp <SOURCE> <TARGET>");
    }

    [Fact]
    public void Bash_completes_with_the_script()
    {
        _folder.Write("bin/scalewright", $"#!/bin/sh\nexec dotnet '{ToolRun.Assembly}' \"$@\"\n");
        const string Script = """
            chmod 755 bin/scalewright; PATH="$PWD/bin:$PATH"
            source <(scalewright completion bash)
            COMP_LINE='scalewright apply --provider slu'; COMP_POINT=${#COMP_LINE}
            COMP_WORDS=(scalewright apply --provider slu); COMP_CWORD=3
            _scalewright scalewright slu --provider
            printf '%s\n' "${COMPREPLY[@]}"
            complete -p scalewright
            """;

        ProgramResult result = Command.Run("bash", _folder.Root, new Dictionary<string, string>(), "-c", Script);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("slurm\ncomplete -F _scalewright scalewright");
    }

    [Theory, InlineData("bash"), InlineData("zsh"), InlineData("fish")]
    public void A_shell_accepts_its_script(string shell)
    {
        if (!"/bin:/usr/bin:/usr/local/bin".Split(':').Any(folder => File.Exists(Path.Combine(folder, shell))))
        {
            return;
        }

        string script = _folder.Write("script", ToolRun.Start(_folder.Root, "completion", shell).Output + "\n");

        Command.Run(shell, _folder.Root, new Dictionary<string, string>(), "-n", script).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void An_unknown_shell_is_wrong_usage()
    {
        ProgramResult result = ToolRun.Start(_folder.Root, "completion", "csh");

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain("SHELL: unknown shell 'csh'; use bash, zsh, fish or pwsh");
    }

    private string[] Complete(string line) =>
        [
            .. ToolRun
                .Start(_folder.Root, "complete", "--position", line.Length.ToString(CultureInfo.InvariantCulture), "--", line)
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal),
        ];
}
