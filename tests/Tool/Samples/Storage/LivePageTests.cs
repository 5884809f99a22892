namespace Samples.Tests.Storage;

public class LivePageTests
{
    [MachineFact("chromium")]
    public async Task A_failover_is_seen_in_the_page_without_reloading_it()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        await SimulateAsync(folder, "setup", "--server_count", "2", "--worker_count", "0");
        (RunningProgram simulator, _) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "running",
            "register",
            "--url",
            manager.Address.ToString(),
            "--pdu_port",
            "0",
            "--control_port",
            "0"
        );
        await using RunningProgram running = simulator;

        // The manager selects the second server of a target from the same high-availability cluster. Servers report
        // their cluster when polled.
        await manager.SeeAsync(state =>
            state["servers"]!.AsArray() is { Count: 2 } servers
            && servers.All(server => (string?)server!["state"] == "managed" && (int?)server["peers"] > 0)
        );
        await CreateFilesystemAsync(manager);
        await using BrowserPage page = await BrowserPage.OpenAsync(folder.At("profile"), manager.Address);

        string before = await page.SeeAsync(
            "document.querySelectorAll('#targets .mounted').length === 3 && document.querySelectorAll('#targets .away').length === 0"
        );
        await SimulateAsync(folder, "power", "server", "test000", "off");
        string after = await page.SeeAsync(
            "document.querySelectorAll('#targets .away').length > 0 && document.querySelector('#events .failover')"
        );

        before.ShouldContain("2 of 2 servers heard · 3 of 3 targets mounted");
        after.ShouldContain("3 of 3 targets mounted");
        (
            await page.SeeAsync("[...document.querySelectorAll('#targets .away')].every(cell => cell.textContent === 'test001')")
        ).ShouldContain("fs-OST0000", Case.Insensitive);
    }

    [Trait(Category.Name, Category.RealTime)]
    [Fact]
    public async Task The_demo_command_of_the_README_alone_causes_failovers()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        (RunningProgram program, _) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "Open http",
            "demo",
            "--url",
            manager.Address.ToString(),
            "--every",
            "1"
        );
        await using RunningProgram demo = program;

        JsonNode moved = await manager.SeeAsync(state =>
            state["targets"]!
                .AsArray()
                .Any(target => (string?)target!["on"] is { Length: > 0 } place && place != (string?)target["primary"])
        );

        moved["targets"]!.AsArray().ShouldAllBe(target => (string?)target!["secondary"] != "");
        moved["events"]!.AsArray().ShouldContain(item => (string?)item!["kind"] == "failover");
    }

    [Trait(Category.Name, Category.RealTime)]
    [Fact]
    public async Task The_steps_of_the_README_create_a_file_system_whose_targets_fail_over()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        string url = manager.Address.ToString();
        await SimulateAsync(folder, "setup", "--server_count", "2", "--worker_count", "0");
        ProgramResult early = await TryAsync(folder, "filesystem", "fs", "--url", url);
        (RunningProgram simulator, _) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "running",
            "register",
            "--url",
            url,
            "--pdu_port",
            "0",
            "--control_port",
            "0"
        );
        await using RunningProgram running = simulator;
        await manager.SeeAsync(state =>
            state["servers"]!.AsArray() is { Count: 2 } servers
            && servers.All(server => (string?)server!["state"] == "managed" && (int?)server["peers"] > 0)
        );

        ProgramResult made = await TryAsync(folder, "filesystem", "fs", "--url", url);
        ProgramResult again = await TryAsync(folder, "filesystem", "fs", "--url", url);
        await SimulateAsync(folder, "power", "server", "test001", "off");

        (early.ExitCode, early.Errors).ShouldBe((1, "the manager knows no server; 'register' some first"));
        (made.ExitCode, made.Text).ShouldBe((0, "fs: 4 targets\n"), made.Errors);
        (again.ExitCode, again.Errors).ShouldBe((1, $"POST {url}api/filesystem/: 400 there is a file system 'fs'"));
        await manager.SeeAsync(state =>
            state["targets"]!.AsArray() is { Count: 4 } targets && targets.All(target => (string?)target!["on"] == "test000")
        );
    }

    private static async Task CreateFilesystemAsync(ManagerProcess manager)
    {
        await manager.LogInAsync();
        JsonArray volumes = (await manager.GetAsync("api/volume/?limit=0"))["objects"]!.AsArray();
        JsonNode[] disks = [.. volumes.Take(3).Select(volume => (JsonNode)new JsonObject { ["volume_id"] = (int)volume!["id"]! })];
        await manager.PostAsync(
            "api/filesystem/",
            new JsonObject
            {
                ["name"] = "fs",
                ["mgt"] = disks[0],
                ["mdts"] = new JsonArray(disks[1]),
                ["osts"] = new JsonArray(disks[2]),
            }
        );
        await manager.SeeAsync(state =>
            state["targets"]!.AsArray() is { Count: 3 } targets && targets.All(target => (string?)target!["state"] == "mounted")
        );
    }

    private static async Task SimulateAsync(TemporaryFolder folder, params string[] arguments)
    {
        ProgramResult run = await TryAsync(folder, arguments);
        run.ExitCode.ShouldBe(0, run.Errors);
    }

    // The simulator runs in parallel: its command must not block the test's thread.
    private static Task<ProgramResult> TryAsync(TemporaryFolder folder, params string[] arguments) =>
        Task.Run(() =>
            Command.Dotnet(
                folder.Root,
                new Dictionary<string, string>(),
                [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), .. arguments]
            )
        );
}
