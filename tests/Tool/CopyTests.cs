using Scalewright.Tool;

namespace Tool.Tests;

public sealed class CopyTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes", "--state", "state"];

    private readonly TemporaryFolder _folder = new();

    public CopyTests()
    {
        _folder.Write(
            "shop.yaml",
            "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 2}, {name: db, plugin: builtin, hostname_prefix: db, count: 1}]\n"
        );
        Start("apply", "shop.yaml").ExitCode.ShouldBe(0);
        _folder.Write("data.bin", "0123456789");
        Directory.CreateDirectory(_folder.At("remote"));
    }

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    [Fact]
    public void A_file_is_copied_to_a_group_and_back_into_a_folder_for_each_node()
    {
        ProgramResult put = Start("cp", "data.bin", $"web:{Remote("a.bin")}");
        ProgramResult got = Start("cp", $"web:{Remote("a.bin")}", "copies");
        ProgramResult single = Start("cp", $"web-2:{Remote("a.bin")}", "one.bin");

        put.ExitCode.ShouldBe(0, put.Text);
        put.Output.ShouldMatch(@"^Copied 20 B to 2 nodes in [0-9.]+ s \([0-9.]+ k?B/s in all\)\.$");
        put.Errors.ShouldBe(
            "note: all nodes of 'processes' have the file system of this machine: there is one copy, and not one for each node"
        );
        got.ExitCode.ShouldBe(0, got.Text);
        got.Errors.ShouldBe("note: all nodes of 'processes' have the file system of this machine: all copies are of the same files");
        single.Errors.ShouldBe("");
        File.ReadAllText(_folder.At("copies", "web-1", "a.bin")).ShouldBe("0123456789");
        File.ReadAllText(_folder.At("copies", "web-2", "a.bin")).ShouldBe("0123456789");
        single.ExitCode.ShouldBe(0, single.Text);
        File.ReadAllText(_folder.At("one.bin")).ShouldBe("0123456789");
        Directory.EnumerateFiles(_folder.Root, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_path_with_a_slash_at_its_end_is_a_folder()
    {
        Directory.CreateDirectory(Remote("in"));
        Start("cp", "data.bin", $"db-1:{Remote("in")}/").ExitCode.ShouldBe(0);
        Start("cp", $"db-1:{Remote("in")}/data.bin", "out/").ExitCode.ShouldBe(0);

        File.ReadAllText(_folder.At("out", "data.bin")).ShouldBe("0123456789");
    }

    [Fact]
    public void A_folder_is_copied_with_its_empty_folders_and_programs_and_other_files_of_the_target_remain()
    {
        WriteSite();
        _folder.Write("remote/site/app.ini", "old");
        _folder.Write("remote/site/other.ini", "kept");

        ProgramResult put = Start("cp", "site", $"web:{Remote("site")}");
        ProgramResult got = Start("cp", $"web:{Remote("site")}/", "copies");
        ProgramResult single = Start("cp", $"db-1:{Remote("site")}", "single");
        ProgramResult again = Start("cp", $"db-1:{Remote("site")}", "single");

        put.ExitCode.ShouldBe(0, put.Text);
        put.Output.ShouldMatch(@"^Copied 24 B in 4 files to 2 nodes in [0-9.]+ s \([0-9.]+ k?B/s in all\)\.$");
        File.ReadAllText(Remote("site/app.ini")).ShouldBe("new");
        File.ReadAllText(Remote("site/other.ini")).ShouldBe("kept");
        got.ExitCode.ShouldBe(0, got.Text);
        got.Output.ShouldStartWith("Copied 32 B in 6 files from 2 nodes in ");
        single.ExitCode.ShouldBe(0, single.Text);
        again.ExitCode.ShouldBe(0, again.Text);
        foreach (string folder in (string[])["copies/web-1/site", "copies/web-2/site", "single", "single/site"])
        {
            File.ReadAllText(_folder.At(folder, "app.ini")).ShouldBe("new");
            File.ReadAllText(_folder.At(folder, "bin", "run me.sh")).ShouldBe("#!/bin/sh");
            File.GetUnixFileMode(_folder.At(folder, "bin", "run me.sh")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
            File.GetUnixFileMode(_folder.At(folder, "app.ini")).HasFlag(UnixFileMode.UserExecute).ShouldBeFalse();
            Directory.Exists(_folder.At(folder, "empty", "inner")).ShouldBeTrue();
        }

        Directory.EnumerateFiles(_folder.Root, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_copy_leaves_no_folder_that_it_created()
    {
        Directory.CreateDirectory(_folder.At("there", "web-1"));

        ProgramResult created = Start("cp", "web:/nope/x", "new/inner");
        ProgramResult existing = Start("cp", "web:/nope/x", "there");

        created.ExitCode.ShouldBe(1, created.Text);
        created.Errors.ShouldEndWith("\n2 of 2 failed.");
        Directory.Exists(_folder.At("new")).ShouldBeFalse();
        existing.ExitCode.ShouldBe(1, existing.Text);
        Directory.GetDirectories(_folder.At("there")).ShouldBe([_folder.At("there", "web-1")]);
    }

    [Fact]
    public void Folders_of_a_complete_copy_and_folders_with_content_are_kept()
    {
        CreatedFolders folders = new();
        folders.Create(_folder.At("new", "web-1", "site", "empty"));
        folders.Create(_folder.At("new", "web-2", "site"));
        folders.Create(_folder.At("new", "web-3", "part"));
        _folder.Write("new/web-3/file", "");

        folders.Keep(_folder.At("new", "web-1", "site"));
        folders.RemoveEmpty();

        Directory
            .GetDirectories(_folder.At("new"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.At("new"), path))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["web-1", "web-1/site", "web-1/site/empty", "web-3"]);
    }

    [Theory]
    [InlineData("site", "in/", "in/site/app.ini")]
    [InlineData("site/", "in/", "in/site/app.ini")]
    [InlineData("site/.", "in/", "in/app.ini")]
    [InlineData("site", "in/other", "in/other/app.ini")]
    public void The_target_of_a_folder_is_a_folder_to_copy_into_or_its_new_path(string source, string target, string file)
    {
        WriteSite();

        ProgramResult result = Start("cp", source, $"db-1:{Remote(target)}");

        result.ExitCode.ShouldBe(0, result.Text);
        File.ReadAllText(Remote(file)).ShouldBe("new");
    }

    [Fact]
    public void Links_and_pipes_in_a_folder_are_refused_before_anything_is_copied()
    {
        WriteSite();
        File.CreateSymbolicLink(_folder.At("site", "bin", "link"), "/etc/hostname");
        Directory.CreateSymbolicLink(_folder.At("site", "etc"), "/etc");
        Command.Run("mkfifo", _folder.Root, new Dictionary<string, string>(), "site/pipe").ExitCode.ShouldBe(0);
        const string Expected =
            "the folder has entries that are neither files nor folders: 'bin/link', 'etc', 'pipe'; nothing was copied; "
            + "copy an archive of the folder, for example one made by tar [";

        ProgramResult put = Start("cp", "site", $"web:{Remote("site")}");
        ProgramResult got = Start("cp", $"web:{_folder.At("site")}", "copies");
        ProgramResult special = Start("cp", "site/pipe", $"web:{Remote("pipe")}");

        put.ExitCode.ShouldBe(1, put.Text);
        put.Errors.ShouldStartWith($"error: site: {Expected}");
        Directory.Exists(Remote("site")).ShouldBeFalse();
        got.ExitCode.ShouldBe(1, got.Text);
        got.Errors.ShouldContain($"error: web-1, web-2: {Expected}");
        got.Errors.ShouldEndWith("\n2 of 2 failed.");
        Directory.Exists(_folder.At("copies")).ShouldBeFalse();
        special.ExitCode.ShouldBe(1, special.Text);
        special.Errors.ShouldBe("error: site/pipe: it is a pipe, a socket or a device; name a file or a folder [SW1012]");
    }

    [Theory]
    [InlineData(".\0\0\0./../../etc/passwd\0\0\0", "it listed './../../etc/passwd', which is not a path in the folder")]
    [InlineData(".\0./a/..\0\0\0\0\0", "it listed './a/..', which is not a path in the folder")]
    [InlineData(".\0\0/etc/passwd\0\0\0\0", "it listed '/etc/passwd', which is not a path in the folder")]
    [InlineData(".\0\0\0./a\0", "the list of its files is incomplete")]
    public void A_node_cannot_make_a_copy_write_outside_of_its_target(string list, string expected) =>
        Should.Throw<AgentException>(() => RemoteTree.Parse("web-1", list)).Problems[0].Message.ShouldBe(expected);

    [Fact]
    public void A_copy_ends_after_its_timeout()
    {
        foreach (string files in Directory.GetDirectories(_folder.At("nodes"), "files", SearchOption.AllDirectories))
        {
            File.WriteAllText(Path.Join(files, "..", "paused"), "");
        }

        ProgramResult result = Start("cp", "data.bin", $"web:{Remote("never.bin")}", "--timeout", "0.5");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(
            "error: web-1, web-2: the copy did not end within 0.5 s; give the command again with a longer --timeout [SW4004]\n"
        );
        result.Errors.ShouldEndWith("\n2 of 2 failed.");
        File.Exists(Remote("never.bin")).ShouldBeFalse();
    }

    [Fact]
    public void A_terminal_shows_the_nodes_the_files_and_the_bytes()
    {
        WriteSite();

        (ProgramResult result, string progress) = ToolRun.StartWithProgress(
            _folder.Root,
            TimeProvider.System,
            ["cp", "site", $"web:{Remote("site")}", .. Processes]
        );

        result.ExitCode.ShouldBe(0, result.Text);
        progress.ShouldContain("\e[Kcopying: 0 of 2 nodes, 0 files, 0 B of 24 B, 0 %, 0 s");
    }

    [Fact]
    public void A_missing_file_fails_with_the_name_of_the_node_and_leaves_nothing()
    {
        ProgramResult result = Start("cp", "db-1:/no-such-file", "here.bin");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldStartWith("error: db-1: ");
        result.Errors.ShouldEndWith("1 of 1 failed.");
        Directory.EnumerateFiles(_folder.Root, "here.bin*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("data.bin", "wbe:/tmp/a", 1, "the cluster has no 'wbe'; did you mean 'web'?")]
    [InlineData("none.bin", "web:/tmp/a", 1, "error: none.bin: the file does not exist; name a file")]
    [InlineData("data.bin", "other.bin", 2, "SOURCE and TARGET: exactly one of them is NAME:PATH")]
    [InlineData("web:/tmp/a", "db:/tmp/a", 2, "SOURCE and TARGET: exactly one of them is NAME:PATH")]
    [InlineData(
        "data.bin",
        "web:relative",
        2,
        "TARGET: 'web:relative' has no absolute path on the nodes; use one, for example 'web:/tmp/relative', or './web:relative' for a file of this machine\nSee "
    )]
    [InlineData(
        "web:./in/a.txt",
        "out",
        2,
        "SOURCE: 'web:./in/a.txt' has no absolute path on the nodes; use one, for example 'web:/tmp/in/a.txt', or "
    )]
    [InlineData("data.bin", "web:", 2, "TARGET: 'web:' has no absolute path on the nodes; use one, for example 'web:/tmp/', or ")]
    [InlineData(
        "data.bin",
        "shop-state:web-1:/tmp/x",
        2,
        "TARGET: 'shop-state:web-1:/tmp/x' has two names before the path; use 'web-1:/tmp/x', and --state shop-state if that is the state, or './shop-state:web-1:/tmp/x' for a file of this machine\nSee "
    )]
    [InlineData(
        "shop-state:web-1:x",
        "out",
        2,
        "SOURCE: 'shop-state:web-1:x' has two names before the path; use 'web-1:/tmp/x', and --state shop-state if "
    )]
    [InlineData("web:/", "out", 2, "SOURCE: '/' is not a path of a file or folder; name one, for example /tmp/data.bin")]
    [InlineData("data.bin", "web:/tmp/..", 2, "TARGET: '/tmp/..' is not a path of a file or folder; name one, for example /tmp/data.bin")]
    public void A_wrong_source_or_target_is_named(string source, string target, int exitCode, string found)
    {
        ProgramResult result = Start("cp", source, target);

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldContain(found);
    }

    [Fact]
    public void A_folder_that_a_node_does_not_have_is_named()
    {
        ProgramResult result = Start("cp", "data.bin", $"db-1:{Remote("new")}/");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldStartWith(
            $"error: db-1: a folder of the path '{Remote("new")}' does not exist; create the folder, or use another path [SW4002]"
        );
    }

    [Fact]
    public void A_dry_run_names_each_file_and_copies_nothing()
    {
        ProgramResult result = Start("cp", "data.bin", "all:/tmp/never.bin", "--dry-run");

        Directory.CreateDirectory(_folder.At("site"));
        _folder.Write("site/app.ini", "new");

        Start("cp", "site", "db-1:/tmp/", "--dry-run").Output.ShouldBe("db-1: would copy site (1 file) to /tmp/site");
        Start("cp", "site", "db-1:/", "--dry-run", "--timeout", "0")
            .Errors.ShouldStartWith("--timeout takes more than 0 and at most 86400 seconds, not '0'");
        result.Output.ShouldBe(
            "db-1: would copy data.bin to /tmp/never.bin\nweb-1: would copy data.bin to /tmp/never.bin\nweb-2: would copy data.bin to /tmp/never.bin"
        );
    }

    private void WriteSite()
    {
        _folder.Write("site/app.ini", "new");
        File.SetUnixFileMode(
            _folder.Write("site/bin/run me.sh", "#!/bin/sh"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        Directory.CreateDirectory(_folder.At("site", "empty", "inner"));
    }

    // Nodes of the provider 'processes' share the file system of this machine.
    private string Remote(string name) => _folder.At("remote", name);

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, [.. arguments, .. Processes]);
}
