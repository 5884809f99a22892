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
    [
        InlineData("../out.txt", ""),
        InlineData("/tmp/out.txt", ""),
        InlineData("a/../../out.txt", ""),
        InlineData("link", "/etc/passwd"),
        InlineData("link", "../../x"),
        InlineData("link", "link")
    ]
    public Task F_IN_07_an_archive_entry_outside_the_folder_is_rejected_and_nothing_is_written(string name, string target) =>
        RefusesAsync("leads out of the folder", target.Length > 0 ? Link(name, target) : MakeFile(name, 1));

    [MachineFact("ssh-machines")]
    public async Task An_archive_entry_that_leads_through_a_link_is_rejected()
    {
        string outside = _folder.At("outside");
        Directory.CreateDirectory(outside);

        await RefusesAsync("'a/sub/evil' leads through 'a'", Link("a", outside), Link("a/sub/evil", "/etc/passwd"));

        Directory.GetFileSystemEntries(outside).ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public Task A_link_that_leaves_the_folder_through_another_link_is_rejected() =>
        RefusesAsync(
            "the link 't' leads out of the folder",
            MakeFolder("p"),
            MakeFolder("p/q"),
            MakeFolder("p/q/r"),
            Link("p/q/r/s", "../../.."),
            Link("t", "p/q/r/s/../outside")
        );

    [MachineFact("ssh-machines")]
    public Task A_long_chain_of_links_is_rejected() =>
        RefusesAsync("leads out of the folder", [.. Enumerable.Range(0, 60).Select(number => Link($"l{number:00}", $"l{number + 1:00}"))]);

    [MachineFact("ssh-machines")]
    public Task A_file_below_another_file_is_rejected() => RefusesAsync("'a/b' leads through 'a'", MakeFile("a", 1), MakeFile("a/b", 1));

    [MachineFact("ssh-machines")]
    public Task A_duplicate_file_in_an_archive_is_rejected() => RefusesAsync("'a' is there twice", MakeFile("a", 1), MakeFile("./a", 1));

    [MachineFact("ssh-machines")]
    public Task Hard_links_count_toward_the_size_limit() =>
        RefusesAsync(
            "larger than 100000 bytes",
            [
                MakeFile("a", 90_000),
                .. Enumerable.Range(0, 1000).Select(number => new PaxTarEntry(TarEntryType.HardLink, $"a{number}") { LinkName = "a" }),
            ]
        );

    [MachineFact("ssh-machines")]
    public Task A_hard_link_to_a_missing_file_is_rejected() =>
        RefusesAsync("is another name of 'b', which is not there", new PaxTarEntry(TarEntryType.HardLink, "a") { LinkName = "b" });

    [MachineFact("ssh-machines")]
    public Task An_archive_that_differs_from_the_listing_of_the_folder_is_rejected() =>
        RefusesAsync("'a' of the folder changed while it was read", MakeFolder("."), MakeFile("a", 1));

    [MachineFact("ssh-machines")]
    public async Task Data_that_is_not_an_archive_is_rejected()
    {
        Serve("echo not an archive at all; head -c 2000 /dev/zero | tr '\\0' x");

        await RefusesAsync("no archive");
    }

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private static PaxTarEntry MakeFolder(string name) => new(TarEntryType.Directory, name);

    private static PaxTarEntry MakeFile(string name, int length) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[length]) };

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
            connection.GetFolderAsync("/tmp/hostile/folder", _folder.At("here", "back"), new FolderTransferOptions { MaxBytes = 100_000 })
        );

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
