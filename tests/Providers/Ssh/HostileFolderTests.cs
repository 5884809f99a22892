using System.Formats.Tar;
namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class HostileFolderTests : IDisposable
{
    private readonly SshLab _lab;
    private readonly TemporaryFolder _folder = new();
    private readonly SshTransport _transport;

    public HostileFolderTests(SshLab lab)
    {
        (_lab, _transport) = (lab, new SshTransport(lab.Options));
        if (SshLab.MissingReason is null)
        {
            Directory.CreateDirectory(lab.At("1", "tmp", "hostile", "folder"));
            Directory.CreateDirectory(_folder.At("here"));
            File.WriteAllText(lab.At("1", "home", ".bashrc"), "PATH=/tmp/hostile:$PATH\n");
        }
    }

    public void Dispose()
    {
        File.Delete(_lab.At("1", "home", ".bashrc"));
        _transport.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    [MachineTheory("ssh-machines")]
    [InlineData("../out.txt", ""), InlineData("/tmp/out.txt", ""), InlineData("a/../../out.txt", ""), InlineData("link", "/etc/passwd"), InlineData("link", "../../x"), InlineData("link", "link")]
    public Task F_IN_07_what_leads_out_of_the_folder_is_refused_and_nothing_is_written(string name, string target) =>
        RefusesAsync("leads out of the folder", target.Length > 0 ? Link(name, target) : MakeFile(name, 1));

    [MachineFact("ssh-machines")]
    public async Task Nothing_is_made_through_a_link_of_the_same_folder()
    {
        string outside = _folder.At("outside");
        Directory.CreateDirectory(outside);

        await RefusesAsync("'a/sub/evil' leads through 'a'", Link("a", outside), Link("a/sub/evil", "/etc/passwd"));

        Directory.GetFileSystemEntries(outside).ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public Task A_link_that_leads_out_by_way_of_another_one_is_refused() => RefusesAsync(
        "the link 't' leads out of the folder",
        MakeFolder("p"), MakeFolder("p/q"), MakeFolder("p/q/r"), Link("p/q/r/s", "../../.."), Link("t", "p/q/r/s/../outside"));

    [MachineFact("ssh-machines")]
    public Task Links_that_lead_to_one_another_for_long_are_refused() => RefusesAsync(
        "leads out of the folder",
        [.. Enumerable.Range(0, 60).Select(number => Link($"l{number:00}", $"l{number + 1:00}"))]);

    [MachineFact("ssh-machines")]
    public Task A_file_that_lies_in_a_file_is_refused() => RefusesAsync("'a/b' leads through 'a'", MakeFile("a", 1), MakeFile("a/b", 1));

    [MachineFact("ssh-machines")]
    public Task A_file_that_is_there_twice_is_refused() => RefusesAsync("'a' is there twice", MakeFile("a", 1), MakeFile("./a", 1));

    [MachineFact("ssh-machines")]
    public Task Further_names_of_a_file_count_as_files() => RefusesAsync(
        "larger than 100000 bytes",
        [MakeFile("a", 90_000), .. Enumerable.Range(0, 1000).Select(number => new PaxTarEntry(TarEntryType.HardLink, $"a{number}") { LinkName = "a" })]);

    [MachineFact("ssh-machines")]
    public Task Another_name_of_what_is_not_there_is_refused() =>
        RefusesAsync("is another name of 'b', which is not there", new PaxTarEntry(TarEntryType.HardLink, "a") { LinkName = "b" });

    [MachineFact("ssh-machines")]
    public Task A_folder_that_is_not_the_one_that_was_told_is_refused() => RefusesAsync("'a' of the folder changed while it was read", MakeFolder("."), MakeFile("a", 1));

    [MachineFact("ssh-machines")]
    public async Task What_is_no_archive_is_told()
    {
        Serve("echo not an archive at all; head -c 2000 /dev/zero | tr '\\0' x");

        await RefusesAsync("no archive");
    }

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private static PaxTarEntry MakeFolder(string name) => new(TarEntryType.Directory, name);

    private static PaxTarEntry MakeFile(string name, int length) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[length]) };

    private async Task RefusesAsync(string reason, params PaxTarEntry[] entries)
    {
        if (entries.Length > 0)
        {
            await using TarWriter writer = new(File.Create(_lab.At("1", "tmp", "hostile.tar")));
            foreach (PaxTarEntry entry in entries)
            {
                await writer.WriteEntryAsync(entry);
            }

            Serve("exec cat /tmp/hostile.tar");
        }

        await using SshConnection connection = await _transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        AgentException failure = await Should.ThrowAsync<AgentException>(() =>
            connection.GetFolderAsync("/tmp/hostile/folder", _folder.At("here", "back"), new FolderTransferOptions { MaxBytes = 100_000 }));

        failure.Problems[0].Message.ShouldContain(reason);
        Directory.GetFileSystemEntries(_folder.At("here")).ShouldBeEmpty();
    }

    private void Serve(string command)
    {
        string path = _lab.At("1", "tmp", "hostile", "tar");
        File.WriteAllText(path, $"#!/bin/sh\n{command}\n");
        _lab.OnHub("chmod", "755", path);
    }
}
