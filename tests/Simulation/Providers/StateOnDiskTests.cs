namespace Simulation.Tests.Providers;

public class StateOnDiskTests
{
    private const string Folder = "./state/demo";
    private const string Path = "./state/demo/journal.log";

    [Fact]
    public async Task F_DISK_09_flushed_content_survives_a_power_loss_and_unflushed_content_may_be_lost()
    {
        int lost = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            await using SimulationProvider provider = new() { Seed = seed };
            await Should.ThrowAsync<ControllerKilledException>(() =>
                provider.RunAsync(async () =>
                {
                    provider.FileSystem.CreateFolder(Folder).ShouldBeTrue();
                    IFile file = provider.FileSystem.Open(Path, FileOpenMode.CreateNew);
                    file.TryLock().ShouldBe(LockOutcome.Acquired);
                    file.Append("safe "u8).ShouldBe(5);
                    await file.FlushAsync();
                    await provider.FileSystem.FlushFolderAsync(Folder);
                    await provider.FileSystem.FlushFolderAsync("./state");
                    await provider.FileSystem.FlushFolderAsync("/");
                    file.Append("not yet"u8);
                    provider.Inject(new KillController { IsPowerLoss = true });
                    await file.FlushAsync();
                })
            );

            string text = "";
            await provider.RunAsync(() =>
            {
                using IFile file = provider.FileSystem.Open(Path, FileOpenMode.Append);
                file.TryLock().ShouldBe(LockOutcome.Acquired);
                byte[] bytes = new byte[file.Length];
                file.Read(0, bytes);
                text = Encoding.UTF8.GetString(bytes);
                return Task.CompletedTask;
            });
            text.ShouldStartWith("safe ");
            lost += text == "safe not yet" ? 0 : 1;
        }

        lost.ShouldBeInRange(1, 19);
    }

    [Fact]
    public async Task A_file_lock_is_released_with_its_file_and_with_its_process()
    {
        await using SimulationProvider provider = new();
        SimulationProvider other = provider.OpenController("other");
        provider.FileSystem.CreateFolder(Folder);
        IFile first = provider.FileSystem.Open(Path, FileOpenMode.AppendOrCreate);
        IFile second = other.FileSystem.Open(Path, FileOpenMode.Append);

        (first.TryLock(), second.TryLock()).ShouldBe((LockOutcome.Acquired, LockOutcome.Busy));
        first.Dispose();
        second.TryLock().ShouldBe(LockOutcome.Acquired);
        other.Inject(new KillController { Host = "other" });
        provider.FileSystem.Open(Path, FileOpenMode.Append).TryLock().ShouldBe(LockOutcome.Acquired);
    }

    [Fact]
    public async Task F_DISK_01_and_06_a_full_or_failing_disk_reports_a_file_system_error()
    {
        await using SimulationProvider provider = new();
        provider.FileSystem.CreateFolder(Folder);
        using IFile file = provider.FileSystem.Open(Path, FileOpenMode.AppendOrCreate);

        provider.Inject(new ChangeDisk(new DiskModel { CapacityBytes = 4 }) { Duration = TimeSpan.FromSeconds(1) });
        file.Append("12345678"u8).ShouldBe(4);
        Should.Throw<FileSystemException>(() => file.Append("5678"u8)).Error.ShouldBe(FileSystemError.Full);
        provider.FileSystem.GetFreeBytes(Folder).ShouldBe(0);
        provider.Inject(new ChangeDisk(new DiskModel { FlushFailureProbability = 1 }));
        await provider.RunAsync(async () =>
            (await Failures.OfAsync<FileSystemException>(() => file.FlushAsync().AsTask())).Error.ShouldBe(FileSystemError.Failed)
        );

        Should
            .Throw<FileSystemException>(() => provider.FileSystem.Open("./state/none", FileOpenMode.Read))
            .Error.ShouldBe(FileSystemError.NotFound);
        Should
            .Throw<FileSystemException>(() => provider.FileSystem.Open(Path, FileOpenMode.CreateNew))
            .Error.ShouldBe(FileSystemError.AlreadyExists);
        Should
            .Throw<FileSystemException>(() => provider.FileSystem.Open(Folder, FileOpenMode.Read))
            .Error.ShouldBe(FileSystemError.NotARegularFile);
        provider.FileSystem.List(Folder).ShouldBe(["journal.log"]);
        provider.FileSystem.Rename(Path, Folder + "/old.log");
        (file.IsSameFile(Path), file.IsSameFile(Folder + "/old.log")).ShouldBe((false, true));
        provider.FileSystem.Delete(Folder + "/old.log");
        provider.FileSystem.List(Folder).ShouldBeEmpty();
    }
}
