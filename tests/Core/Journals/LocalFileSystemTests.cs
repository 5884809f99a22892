using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sdk.Tests.Journals;

[SupportedOSPlatform("linux")]
public sealed class LocalFileSystemTests : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private readonly LocalFileSystem _disk = LocalFileSystem.Create();
    private readonly string _root = Directory.CreateTempSubdirectory("journal-disk-").FullName;
    private bool _isMounted;

    private string Folder => Path.Join(_root, "a", "state");

    [Fact]
    public async Task F_DISK_17_folders_and_files_are_accessible_to_their_owner_only()
    {
        await using (TestStore store = await OpenAsync())
        {
            await store.AppendAsync(1, 3);
            await store.Store.WriteSnapshotAsync();
            await store.Store.WriteSnapshotAsync();
        }

        Directory
            .EnumerateFiles(Folder)
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["journal.log", "lock", "mark", "reserve", "state.json", "state.previous.json"]);
        foreach (string path in Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories))
        {
            (File.GetUnixFileMode(path) & Others).ShouldBe(UnixFileMode.None, path);
        }
    }

    [Fact]
    public async Task F_DISK_17_wider_permissions_are_removed_with_a_warning_or_rejected_in_strict_mode()
    {
        await (await OpenAsync()).DisposeAsync();
        string journal = Path.Join(Folder, "journal.log");
        File.SetUnixFileMode(journal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await using (TestStore store = await OpenAsync())
        {
            Problem warning = store.Opening.Warnings.ShouldHaveSingleItem();
            (warning.Code, warning.Source).ShouldBe((ProblemCode.PermissionsRestricted, journal));
        }

        File.GetUnixFileMode(journal).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(journal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        UnixFileMode wide = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            (
                await Should.ThrowAsync<StateException>(() => OpenAsync(TestStore.Options with { RequireStrictPermissions = true }))
            ).Code.ShouldBe(ProblemCode.UnsafeStateFile);
            File.GetUnixFileMode(journal).ShouldBe(wide);
        }
    }

    [Theory, InlineData("journal.log"), InlineData("lock"), InlineData("state.json"), InlineData("mark")]
    public async Task F_DISK_16_a_link_or_pipe_at_the_path_of_a_state_file_is_rejected_without_hanging(string name)
    {
        await using (TestStore store = await OpenAsync())
        {
            await store.Store.WriteSnapshotAsync();
        }

        string path = Path.Join(Folder, name);
        string other = Path.Join(_root, "other");
        File.Move(path, other);
        File.CreateSymbolicLink(path, other);
        await RefusedAsync();
        File.Delete(path);
        await RunAsync("ln", other, path);
        await RefusedAsync();
        File.Delete(path);
        await RunAsync("mkfifo", "-m", "600", path);
        await RefusedAsync();

        async Task RefusedAsync() =>
            (await Should.ThrowAsync<StateException>(async () => await (await OpenAsync()).DisposeAsync())).Code.ShouldBe(
                ProblemCode.UnsafeStateFile
            );
    }

    [MachineFact("root")]
    public async Task F_DISK_21_files_or_a_folder_of_another_user_are_rejected_with_both_users_and_not_changed()
    {
        const string Fault = "it belongs to user 12345, and this program runs as user 0";
        await (await OpenAsync()).DisposeAsync();
        string journal = Path.Join(Folder, "journal.log");
        string mark = Path.Join(Folder, "mark");
        File.SetUnixFileMode(journal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        byte[] before = await File.ReadAllBytesAsync(mark);

        await RunAsync("chown", "12345", journal, mark);
        await RefusedAsync([$"{journal}: {Fault}", $"{mark}: {Fault}"]);
        File.GetUnixFileMode(journal).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await RunAsync("chown", "0", journal, mark);
        await RunAsync("chown", "12345", Folder);
        await RefusedAsync([$"{Folder}: {Fault}"]);
        (await Should.ThrowAsync<StateException>(() => JournalTruncation.TruncateAsync(_disk, Folder, 0, TestStore.Options))).Code.ShouldBe(
            ProblemCode.UnsafeStateFile
        );
        await RunAsync("chown", "0", Folder);

        (await File.ReadAllBytesAsync(mark)).ShouldBe(before);
        await (await OpenAsync()).DisposeAsync();

        async Task RefusedAsync(string[] expected)
        {
            StateException refused = await Should.ThrowAsync<StateException>(() => OpenAsync());
            refused.Code.ShouldBe(ProblemCode.UnsafeStateFile);
            refused.Problems.Select(problem => $"{problem.Source}: {problem.Message}").ShouldBe(expected);
        }
    }

    [LinuxFact("ordinary-user")]
    public async Task F_DISK_10_opening_a_state_in_a_read_only_folder_is_rejected()
    {
        await (await OpenAsync()).DisposeAsync();
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        StateException thrown = await Should.ThrowAsync<StateException>(() => OpenAsync());

        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        thrown.Code.ShouldBe(ProblemCode.StateNotWritable);
    }

    [MachineFact("root")]
    public async Task F_DISK_10_opening_a_state_on_a_read_only_disk_is_rejected()
    {
        await MountAsync("size=1m");
        await (await OpenAsync(TestStore.Options)).DisposeAsync();
        await RunAsync("mount", "-o", "remount,ro", Path.Join(_root, "a"));

        (await Should.ThrowAsync<StateException>(() => OpenAsync())).Code.ShouldBe(ProblemCode.StateNotWritable);
    }

    [MachineFact("root")]
    public async Task F_DISK_01_a_full_disk_rejects_ordinary_changes_and_accepts_urgent_ones()
    {
        await MountAsync("size=1m");
        await using TestStore store = await OpenAsync(
            TestStore.Options with
            {
                ReserveBytes = 256 * 1024,
                SnapshotAfterBytes = long.MaxValue,
            }
        );
        byte[] change = [.. "{\"fill\":\""u8, .. Enumerable.Repeat((byte)'x', 3000), .. "\"}"u8];
        long written = 0;

        StateException thrown = await Should.ThrowAsync<StateException>(async () =>
        {
            for (; written < 1000; written++)
            {
                await store.Store.AppendAsync(change);
            }
        });
        for (int destroyed = 0; destroyed < 50; destroyed++)
        {
            await store.Store.AppendUrgentAsync(change);
        }

        thrown.Code.ShouldBe(ProblemCode.DiskFull);
        thrown.Problems[0].Source.ShouldBe(Path.Join(Folder, "journal.log"));
        await store.DisposeAsync();
        await using TestStore again = await OpenAsync();
        again.Lines.Count.ShouldBe((int)written + 50);
    }

    [MachineFact("root")]
    public async Task F_DISK_02_a_snapshot_that_does_not_fit_keeps_all_changes_and_leaves_no_temporary_file()
    {
        await MountAsync("size=1m");
        await using (TestStore store = await OpenAsync(TestStore.Options with { ReserveBytes = 0, SnapshotAfterBytes = long.MaxValue }))
        {
            byte[] change = [.. "{\"fill\":\""u8, .. Enumerable.Repeat((byte)'x', 60_000), .. "\"}"u8];
            for (int number = 0; number < 9; number++)
            {
                await store.Store.AppendAsync(change);
            }

            (await Should.ThrowAsync<StateException>(() => store.Store.WriteSnapshotAsync())).Code.ShouldBe(ProblemCode.DiskFull);
            File.Exists(Path.Join(Folder, "state.json.tmp")).ShouldBeFalse();
            await store.Store.AppendAsync(change);
        }

        await using TestStore again = await OpenAsync(TestStore.Options with { ReserveBytes = 0 });
        again.Lines.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Stores_that_open_at_the_same_time_can_have_a_new_parent_folder_in_common()
    {
        for (int round = 0; round < 50; round++)
        {
            string parent = Path.Join(_root, round.ToString(CultureInfo.InvariantCulture), "a", "b", "c");
            using Barrier start = new(4);
            Task<bool>[] stores =
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(number =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait();
                                return _disk.CreateFolder(Path.Join(parent, number.ToString(CultureInfo.InvariantCulture)));
                            },
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                    ),
            ];

            (await Task.WhenAll(stores)).ShouldAllBe(isNew => isNew);
        }
    }

    [Fact]
    public async Task A_state_in_the_local_file_system_survives_closing_and_reopening()
    {
        await using (TestStore store = await OpenAsync(TestStore.Options with { SnapshotAfterBytes = 1000 }))
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => store.AppendAsync(1 + (writer * 10), 10)));
        }

        await using TestStore again = await OpenAsync();
        again.Lines.Order(StringComparer.Ordinal).ShouldBe(TestStore.Numbers(160).Order(StringComparer.Ordinal));
        again.Opening.WasClosedCleanly.ShouldBeTrue();
    }

    /// <summary>A process that is being started holds such duplicates until it executes its program.</summary>
    [Fact]
    public async Task A_duplicated_file_descriptor_does_not_hold_a_released_lock()
    {
        TestStore store = await OpenAsync();
        string lockFile = Path.Join(Folder, "lock");
        string number = Directory.EnumerateFiles("/proc/self/fd").Single(file => new FileInfo(file).LinkTarget == lockFile);
        int copy = NativeMethods.Duplicate(int.Parse(Path.GetFileName(number), CultureInfo.InvariantCulture));
        using SafeFileHandle kept = new(copy, ownsHandle: true);

        await store.DisposeAsync();

        await using TestStore again = await OpenAsync();
        copy.ShouldBeGreaterThan(0);
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            Process.Start("umount", [Path.Join(_root, "a")]).WaitForExit();
        }

        Directory.Delete(_root, recursive: true);
    }

    private Task<TestStore> OpenAsync(DurableStoreOptions? options = null) => TestStore.OpenAsync(_disk, options, Folder);

    private async Task MountAsync(string size)
    {
        Directory.CreateDirectory(Path.Join(_root, "a"));
        await RunAsync("mount", "-t", "tmpfs", "-o", size, "tmpfs", Path.Join(_root, "a"));
        _isMounted = true;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, program);
    }
}

internal static class NativeMethods
{
    /// <summary>Duplicates a file descriptor, as the start of a child process does.</summary>
    [DllImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Duplicate(int file);
}
