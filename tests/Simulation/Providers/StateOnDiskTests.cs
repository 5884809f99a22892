namespace Simulation.Tests.Providers;

public class StateOnDiskTests
{
    private const string Folder = "./state/demo";
    private const string Path = "./state/demo/journal.log";

    [Fact]
    public async Task F_DISK_09_what_was_flushed_survives_a_loss_of_power_and_the_rest_may_not()
    {
        int lost = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            await using SimulationProvider provider = new() { Seed = seed };
            await Should.ThrowAsync<ControllerKilledException>(() => provider.RunAsync(async () =>
            {
                provider.Files.CreateFolder(Folder).ShouldBeTrue();
                IFile file = provider.Files.Open(Path, FileOpening.Create);
                file.TryLock().ShouldBe(LockOutcome.Taken);
                file.Append("safe "u8).ShouldBe(5);
                await file.FlushAsync();
                await provider.Files.FlushFolderAsync(Folder);
                await provider.Files.FlushFolderAsync("./state");
                await provider.Files.FlushFolderAsync("/");
                file.Append("not yet"u8);
                provider.Inject(new KillController { LosesPower = true });
                await file.FlushAsync();
            }));

            string text = "";
            await provider.RunAsync(() =>
            {
                using IFile file = provider.Files.Open(Path, FileOpening.Append);
                file.TryLock().ShouldBe(LockOutcome.Taken);
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
    public async Task A_lock_falls_with_its_file_and_with_its_process()
    {
        await using SimulationProvider provider = new();
        SimulationProvider other = provider.OpenController("other");
        provider.Files.CreateFolder(Folder);
        IFile first = provider.Files.Open(Path, FileOpening.AppendOrCreate);
        IFile second = other.Files.Open(Path, FileOpening.Append);

        (first.TryLock(), second.TryLock()).ShouldBe((LockOutcome.Taken, LockOutcome.Busy));
        first.Dispose();
        second.TryLock().ShouldBe(LockOutcome.Taken);
        other.Inject(new KillController { Host = "other" });
        provider.Files.Open(Path, FileOpening.Append).TryLock().ShouldBe(LockOutcome.Taken);
    }

    [Fact]
    public async Task F_DISK_01_and_06_a_full_or_failing_disk_says_so_in_the_words_of_the_seam()
    {
        await using SimulationProvider provider = new();
        provider.Files.CreateFolder(Folder);
        using IFile file = provider.Files.Open(Path, FileOpening.AppendOrCreate);

        provider.Inject(new ChangeDisk(new DiskModel { CapacityBytes = 4 }) { For = TimeSpan.FromSeconds(1) });
        file.Append("12345678"u8).ShouldBe(4);
        Should.Throw<DiskException>(() => file.Append("5678"u8)).Error.ShouldBe(DiskError.Full);
        provider.Files.GetFreeBytes(Folder).ShouldBe(0);
        provider.Inject(new ChangeDisk(new DiskModel { FlushFailure = 1 }));
        await provider.RunAsync(async () => (await Failures.OfAsync<DiskException>(() => file.FlushAsync().AsTask())).Error.ShouldBe(DiskError.Failed));

        Should.Throw<DiskException>(() => provider.Files.Open("./state/none", FileOpening.Read)).Error.ShouldBe(DiskError.NotFound);
        Should.Throw<DiskException>(() => provider.Files.Open(Path, FileOpening.Create)).Error.ShouldBe(DiskError.Exists);
        Should.Throw<DiskException>(() => provider.Files.Open(Folder, FileOpening.Read)).Error.ShouldBe(DiskError.NotPlain);
        provider.Files.List(Folder).ShouldBe(["journal.log"]);
        provider.Files.Rename(Path, Folder + "/old.log");
        (file.IsNamed(Path), file.IsNamed(Folder + "/old.log")).ShouldBe((false, true));
        provider.Files.Delete(Folder + "/old.log");
        provider.Files.List(Folder).ShouldBeEmpty();
    }
}
