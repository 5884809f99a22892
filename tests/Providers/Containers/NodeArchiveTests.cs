using System.Formats.Tar;
using Scalewright.Providers.Containers.Nodes;

namespace Containers.Tests;

public sealed class NodeArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_entry_shows_that_all_others_are_there()
    {
        using MemoryStream archive = new(NodeArchive.Pack(_folder.Write("agent", "agent")));

        Read(archive)
            .Select(entry => entry.Name)
            .ShouldBe([".scalewright/", ".scalewright/run/", ".scalewright/agent", ".scalewright/complete"]);
    }

    [Fact]
    public void Files_keep_their_modes_and_relative_ones_are_found_in_the_first_folder_that_has_them()
    {
        _folder.Write("first/web-1/site.conf", "first");
        _folder.Write("second/web-1/site.conf", "second");
        string absolute = _folder.Write("second/run", "run");
        File.SetUnixFileMode(absolute, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        NodeSpec node = new("web-1", 1)
        {
            Files = [new("web-1/site.conf", "/etc/site.conf"), new(absolute, $"/opt/{new string('x', 150)}/run")],
        };

        using Stream archive = NodeArchive.Pack(_folder.Write("agent", "agent"), node, [_folder.At("first"), _folder.At("second")]);
        List<(string Name, UnixFileMode Mode, string Text)> entries = Read(archive);

        entries.Single(entry => entry.Name == "etc/site.conf").Text.ShouldBe("first");
        entries
            .Single(entry => entry.Name == $"opt/{new string('x', 150)}/run")
            .Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserExecute);
        entries[^1].Name.ShouldBe(".scalewright/complete");
    }

    [Fact]
    public void The_startup_script_runs_commands_then_scripts_then_the_main_process()
    {
        _folder.Write("a.sh", "exit 0\n");
        _folder.Write("b.py", "#!/usr/bin/python3\n");
        NodeSpec node = new("web-1", 1) { StartupCommands = ["cd /tmp # it's"], StartupScripts = ["a.sh", "b.py"] };

        using Stream archive = NodeArchive.Pack(_folder.Write("agent", "agent"), node, [_folder.Root]);
        List<(string Name, UnixFileMode Mode, string Text)> entries = Read(archive);

        entries
            .Single(entry => entry.Name == ".scalewright/start.sh")
            .Text.ShouldEndWith(
                """
                cd /tmp # it's
                check 'startup command '\''cd /tmp # it'\''s'\'''
                /bin/sh /.scalewright/startup/1
                check 'startup script '\''a.sh'\'''
                /.scalewright/startup/2
                check 'startup script '\''b.py'\'''
                echo done >/.scalewright/state/startup
                exec "$@"

                """.ReplaceLineEndings("\n")
            );
        entries.Single(entry => entry.Name == ".scalewright/startup/2").Text.ShouldBe("#!/usr/bin/python3\n");
    }

    [Theory]
    [InlineData("etc/a", "it is not an absolute path")]
    [InlineData("/", "it is not an absolute path")]
    [InlineData("/etc/", "it is not an absolute path")]
    [InlineData("/etc/../a", "it contains an empty part, '.' or '..'")]
    [InlineData("/etc//a", "it contains an empty part, '.' or '..'")]
    [InlineData("/.scalewright/agent", "the folder belongs to the agent")]
    [InlineData("/etc/a b", null)]
    public void A_path_in_a_container_is_absolute_and_not_that_of_the_agent(string path, string? fault) =>
        NodeArchive.FindProblem(path).ShouldBe(fault);

    [Fact]
    public void Missing_files_and_invalid_destinations_are_reported_with_the_node()
    {
        NodeSpec node = new("web-1", 1) { Files = [new("missing", "etc")], StartupScripts = ["start.sh"] };

        Problem[] problems = [.. NodeArchive.Check(node, [_folder.Root])];

        problems
            .Select(problem => (problem.Field, problem.Code))
            .ShouldBe([("web-1", ProblemCode.UnsafePath), ("web-1", ProblemCode.UnreadableFile), ("web-1", ProblemCode.UnreadableFile)]);
        problems[2].Message.ShouldBe($"file 'start.sh' does not exist in {_folder.Root}");
        Should
            .Throw<ProviderException>(() => NodeArchive.Pack(_folder.Write("agent", ""), node, [_folder.Root]))
            .Problems[0]
            .Field.ShouldBe("web-1");
    }

    private static List<(string Name, UnixFileMode Mode, string Text)> Read(Stream archive)
    {
        List<(string Name, UnixFileMode Mode, string Text)> entries = [];
        using TarReader reader = new(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            using StreamReader? text = entry.DataStream is null ? null : new(entry.DataStream);
            entries.Add((entry.Name, entry.Mode, text?.ReadToEnd() ?? ""));
        }

        return entries;
    }
}
