using Scalewright.Journals;

namespace Storage.Protocol.Tests;

/// <summary>
/// Tests commands that a crash interrupts. The next manager starts with a copy of the folder at the time of the crash.
/// </summary>
public class ResumedCommandTests
{
    private const string Folder = "/manager";
    private const string FolderCopy = "/manager-after-the-crash";

    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(0.1);

    private static readonly string[] Names = ["MGS", "fs-MDT0000", "fs-OST0000", "fs-OST0001"];

    public static TheoryData<double> CrashTimes => [.. Enumerable.Range(0, 16).Select(step => step * 0.31)];

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(CrashTimes))]
    public Task The_creation_of_a_file_system_completes_after_a_manager_crash_at_any_step(double secondsBeforeCrash) =>
        RunAsync(
            async (scene, crashAsync) =>
            {
                JsonNode body = await scene.FilesystemAsync();
                int id = await StartCommandAsync(scene, "POST", "api/filesystem/", body);
                await scene.Pass(secondsBeforeCrash);
                await crashAsync();

                (await WaitForCommandAsync(scene, id)).ShouldBe("");

                Dictionary<string, string?> targetServers = await scene.PlacesAsync();
                targetServers.Keys.Order(StringComparer.Ordinal).ShouldBe(Names);
                targetServers.Values.ShouldAllBe(server => server != null);
                scene.Running().Count.ShouldBe(4);
                scene.Running().Values.ShouldAllBe(server => server != null);
                (await scene.ListAsync("filesystem")).Single()["state"]!.ToString().ShouldBe("available");
                scene
                    .Cluster.Devices.GetVisibleVolumes("test000.localdomain")
                    .Count(volume => volume.Target is { IsRegistered: true })
                    .ShouldBe(4);
            }
        );

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(CrashTimes))]
    public Task The_removal_of_a_file_system_completes_after_a_manager_crash_at_any_step(double secondsBeforeCrash) =>
        RunAsync(
            async (scene, crashAsync) =>
            {
                (await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync())).ShouldBe("");
                int id = await StartCommandAsync(scene, "DELETE", "api/filesystem/1/");
                await scene.Pass(secondsBeforeCrash);
                await crashAsync();

                (await WaitForCommandAsync(scene, id)).ShouldBe("");

                (await scene.ListAsync("target")).ShouldBeEmpty();
                scene.Running().ShouldBeEmpty();
            }
        );

    [Fact]
    public Task The_setup_of_servers_completes_after_a_manager_crash() =>
        RunAsync(
            async (scene, crashAsync) =>
            {
                (await scene.ListAsync("host")).ShouldAllBe(host => host["state"]!.ToString() != "managed");
                await crashAsync();

                await scene.Pass(120);

                (await scene.ListAsync("host")).Length.ShouldBe(4);
                (await scene.ListAsync("host")).ShouldAllBe(host => host["state"]!.ToString() == "managed");
                (await scene.ListAsync("command")).ShouldAllBe(command => (bool)command["complete"]! && !(bool)command["errored"]!);
            },
            setupSeconds: 1
        );

    [Fact]
    public Task A_reboot_interrupted_by_a_crash_is_reported_with_unknown_outcome_and_not_retried() =>
        RunAsync(
            async (scene, crashAsync) =>
            {
                DateTimeOffset bootedBefore = scene.Cluster.Servers.Get("test000.localdomain").BootedAt;
                int id = await StartCommandAsync(
                    scene,
                    "POST",
                    "api/command/",
                    new JsonObject
                    {
                        ["message"] = "Reboot",
                        ["jobs"] = new JsonArray(
                            new JsonObject
                            {
                                ["class_name"] = "RebootHostJob",
                                ["args"] = new JsonObject { ["host_id"] = 1 },
                            }
                        ),
                    }
                );
                await crashAsync();

                (await WaitForCommandAsync(scene, id)).ShouldContain("its outcome is unknown");
                await scene.Pass(60);
                scene.Cluster.Servers.All.Count(server => server.BootedAt > bootedBefore).ShouldBeLessThanOrEqualTo(1);
            }
        );

    [Fact]
    public Task Commands_of_a_stopped_manager_are_completed_by_the_next_one() =>
        RunAsync(
            async (scene, crashAsync) =>
            {
                int id = await StartCommandAsync(scene, "POST", "api/filesystem/", await scene.FilesystemAsync());
                await crashAsync();

                (await WaitForCommandAsync(scene, id)).ShouldBe("");
            },
            isStopped: true
        );

    private static async Task<int> StartCommandAsync(FilesystemScene scene, string method, string path, JsonNode? body = null)
    {
        (int status, JsonNode response) = await scene.AskAsync(method, path, body);
        status.ShouldBeInRange(200, 299, response.ToJsonString());
        return (int)(response["command"] ?? response)["id"]!;
    }

    /// <returns>The reason of the failure, or empty for success.</returns>
    private static async Task<string> WaitForCommandAsync(FilesystemScene scene, int id)
    {
        for (int second = 0; second < 300; second++)
        {
            JsonNode command = (await scene.AskAsync("GET", $"api/command/{id}/")).Body;
            if ((bool)command["complete"]!)
            {
                return (string)command["error"]!;
            }

            await scene.Pass(1);
        }

        throw new InvalidOperationException($"command {id} does not end");
    }

    private static async Task RunAsync(Func<FilesystemScene, Func<Task>, Task> body, double setupSeconds = 60, bool isStopped = false)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(async _ =>
        {
            StorageManagerOptions options = new()
            {
                Clock = provider.Clock,
                Folder = Folder,
                Files = provider.FileSystem,
                Random = new Random(7),
                Password = "lustre",
            };
            await FilesystemScene.PlayAsync(options, setupSeconds, Latency, scene => body(scene, async () =>
                {
                    StorageManager stoppedManager = scene.Manager!;
                    scene.Manager = null;
                    if (isStopped)
                    {
                        await stoppedManager.DisposeAsync();
                        CopyFolder(provider.FileSystem);
                    }
                    else
                    {
                        CopyFolder(provider.FileSystem);
                        await stoppedManager.DisposeAsync();
                    }

                    await scene.Pass(3);
                    scene.Manager = await StorageManager.StartAsync(options with { Folder = FolderCopy, Random = new Random(8) });
                    await scene.LogInAsync("lustre");
                }));
        });
    }

    private static void CopyFolder(IFileSystem files)
    {
        files.CreateFolder(FolderCopy);
        foreach (string name in files.List(Folder).Where(name => name != "lock"))
        {
            using IFile from = files.Open($"{Folder}/{name}", FileOpenMode.Read);
            byte[] content = new byte[from.Length];
            from.Read(0, content);
            using IFile to = files.Open($"{FolderCopy}/{name}", FileOpenMode.CreateNew);
            to.Append(content);
        }
    }
}
