using System.Formats.Tar;
using Docker.DotNet;
using Scalewright.Providers.Containers;

namespace Containers.Tests;

/// <summary>Images that a real engine loads, builds or cannot pull.</summary>
[Collection(SharedContainers.Name)]
public sealed class ContainerImageTests(ContainerLabs labs) : IDisposable
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog<ContainersProvider> _log = new();

    public void Dispose() => _folder.Dispose();

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", "localhost/saved-own:3")]
    [InlineData("docker", "localhost/saved-other:4")]
    [InlineData("podman", "localhost/saved-own:3")]
    [InlineData("podman", "localhost/saved-other:4")]
    public async Task An_image_is_loaded_from_its_archive_also_under_another_name(string engine, string image)
    {
        const string Saved = "localhost/saved-own:3";
        await SendAsync(engine, HttpMethod.Post, $"images/{ContainerLab.Image}/tag?repo=localhost/saved-own&tag=3");
        using DockerClient client = new DockerClientBuilder().WithEndpoint(labs[engine].Endpoint).Build();
        await using (Stream content = await client.Images.SaveImageAsync(Saved))
        await using (FileStream archive = File.Create(_folder.At("image.tar")))
        {
            await content.CopyToAsync(archive);
        }

        await SendAsync(engine, HttpMethod.Delete, $"images/{Saved}");
        ContainersOptions options = Options(engine) with
        {
            Image = image,
            ImageArchives = Map(image, _folder.At("image.tar")),
            Pull = ImagePull.Never,
        };

        await RunAsync(options);
        await SendAsync(engine, HttpMethod.Delete, $"images/{image}");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_root_file_system_becomes_an_image_with_its_tag(string engine)
    {
        const string Image = "localhost/imported:7";
        string archive = Path.Combine(Path.GetDirectoryName(labs[engine].Endpoint.LocalPath)!, "image.tar");

        await RunAsync(Options(engine) with { Image = Image, ImageArchives = Map(Image, archive) });

        (await labs[engine].SendAsync(HttpMethod.Get, $"images/{Image}/json")).Status.ShouldBe(200);
        (await labs[engine].SendAsync(HttpMethod.Get, "images/localhost/imported:latest/json")).Status.ShouldBe(404);
        await SendAsync(engine, HttpMethod.Delete, $"images/{Image}");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_published_agent_runs_in_an_image_that_has_only_the_C_library(string engine)
    {
        const string Image = "localhost/bare:1";
        await using (FileStream file = File.Create(_folder.At("bare.tar")))
        await using (TarWriter writer = new(file))
        {
            foreach (string library in new[] { Loader, "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6" })
            {
                await using FileStream content = File.OpenRead(library);
                await writer.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.RegularFile, library[1..]) { DataStream = content, Mode = (UnixFileMode)0b111_101_101 }
                );
            }
        }

        await using ContainersProvider provider = new(
            Options(engine) with
            {
                Image = Image,
                ImageArchives = Map(Image, _folder.At("bare.tar")),
            }
        );
        await using Cluster cluster = await Cluster.Create(Describe(Image)).UseProvider(provider).ProvisionAsync();
        await cluster.Nodes[0].PutFileAsync("/greeting", "hello"u8.ToArray());

        (await cluster.Nodes[0].GetFileAsync("/greeting")).ShouldBe("hello"u8.ToArray());
        (await cluster.Nodes[0].RunAsync([Loader, "--version"])).Output.ShouldStartWith("ld.so ");
        (await Should.ThrowAsync<AgentException>(() => cluster.Nodes[0].RunAsync(["sh"]))).Code.ShouldBe(ProblemCode.AgentCallFailed);

        await cluster.DestroyAsync();
        await SendAsync(engine, HttpMethod.Delete, $"images/{Image}");
    }

    // Images with musl, too, lack the loader of the GNU C library.
    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", true)]
    [InlineData("docker", false)]
    [InlineData("podman", true)]
    [InlineData("podman", false)]
    public async Task An_image_that_cannot_load_the_agent_is_reported_before_its_container_starts(string engine, bool isAgentAlone)
    {
        const string Image = "localhost/other-library:1";
        await using (FileStream file = File.Create(_folder.At("other.tar")))
        await using (TarWriter writer = new(file))
        {
            await using MemoryStream content = new("#!/lib/ld-musl-x86_64.so.1\n"u8.ToArray());
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "bin/app") { DataStream = content, Mode = (UnixFileMode)0b111_101_101 }
            );
        }

        StepOutcome outcome = await CreateAsync(
            Options(engine) with
            {
                Image = Image,
                ImageArchives = Map(Image, _folder.At("other.tar")),
                Configure = _ => isAgentAlone ? new NodeContainer() : new NodeContainer { Command = ["/bin/app"] },
            }
        );

        (outcome.Result, outcome.Problem!.Code, outcome.Problem.Field).ShouldBe((StepResult.Failed, ProblemCode.AgentExited, "n-1"));
        outcome.Problem.Message.ShouldBe(
            $"image '{Image}' cannot run the agent: it has no {Loader}, the loader of the GNU C library; images with musl lack it"
        );
        outcome.Problem.Advice.ShouldBe("use an image with the GNU C library, for example one based on Debian instead of Alpine");
        await SendAsync(engine, HttpMethod.Delete, $"images/{Image}");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task An_image_is_built_of_a_folder_once_for_all_nodes(string engine)
    {
        const string Image = "shop:1";
        _folder.Write("shop/Dockerfile", $"FROM {ContainerLab.Image}\nCOPY . /shop/\n");
        _folder.Write("shop/.dockerignore", "secret\n");
        _folder.Write("shop/secret", "");
        _folder.Write("shop/greeting", "hello");
        ContainersOptions options = Options(engine) with { Image = Image, ImageFolders = Map(Image, _folder.At("shop")) };

        (await RunAsync(options, 3, "ls", "/shop")).ShouldAllBe(output => output == "Dockerfile\ngreeting\n");
        _log.Lines.Count(line => line.StartsWith("5602 Information Image shop:1 is on the engine", StringComparison.Ordinal)).ShouldBe(1);
        await RunAsync(options);

        _log.Lines.Count(line => line.StartsWith("5602 ", StringComparison.Ordinal)).ShouldBe(1);
        JsonNode built = JsonNode.Parse(
            (await labs[engine].SendAsync(HttpMethod.Get, """images/json?filters={"label":["scalewright.image=shop:1"]}""")).Body
        )!;
        built[0]!["RepoTags"]![0]!.GetValue<string>().ShouldStartWith("localhost/scalewright-build:");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Built_images_that_no_container_uses_are_removed(string engine)
    {
        _folder.Write("shop/Dockerfile", $"FROM {ContainerLab.Image}\nCOPY . /shop/\n");
        ContainersOptions options = Options(engine) with { Image = "shop:9", ImageFolders = Map("shop:9", _folder.At("shop")) };
        await using ContainersProvider provider = new(options);
        await using Cluster cluster = await Cluster.Create(Describe(new NodeHardware().Image)).UseProvider(provider).ProvisionAsync();
        string[] used = await ListImagesAsync();

        (await provider.FindUnusedImagesAsync()).ShouldNotContain(image => image.Image == "shop:9");
        await provider.RemoveUnusedImagesAsync([new BuiltImage(used.Single(), "shop:9", "")]);
        string[] keptInUse = await ListImagesAsync();
        await cluster.DestroyAsync();
        // The engine also has the images of other tests.
        ValueList<BuiltImage> unused = (await provider.FindUnusedImagesAsync()).Where(image => image.Image == "shop:9").ToValueList();
        await provider.RemoveUnusedImagesAsync([]);
        string[] keptUnlisted = await ListImagesAsync();
        ValueList<BuiltImage> removed = await provider.RemoveUnusedImagesAsync(unused);

        keptInUse.ShouldBe(used);
        keptUnlisted.ShouldBe(used);
        removed.ShouldBe(unused);
        removed.ShouldHaveSingleItem().ShouldBe(new BuiltImage(used.Single(), "shop:9", ""));
        (await ListImagesAsync()).ShouldBeEmpty();
        (await labs[engine].SendAsync(HttpMethod.Get, $"images/{ContainerLab.Image}/json")).Status.ShouldBe(200);

        async Task<string[]> ListImagesAsync() =>
            [
                .. JsonNode
                    .Parse(
                        (
                            await labs[engine].SendAsync(HttpMethod.Get, """images/json?filters={"label":["scalewright.image=shop:9"]}""")
                        ).Body
                    )!
                    .AsArray()
                    .Select(image => image!["RepoTags"]![0]!.GetValue<string>()),
            ];
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_folder_that_cannot_be_built_is_reported_with_the_reason(string engine)
    {
        _folder.Write("shop/Dockerfile", $"FROM {ContainerLab.Image}\nRUN exit 7\n");

        StepOutcome outcome = await CreateAsync(
            Options(engine) with
            {
                Image = "shop:2",
                ImageFolders = Map("shop:2", _folder.At("shop")),
            }
        );

        outcome.Result.ShouldBe(StepResult.Failed);
        outcome.Problem!.Message.ShouldStartWith($"image 'shop:2' cannot be built of {_folder.At("shop")}: ");
        outcome.Problem.Message.ShouldContain("7");
    }

    // The labs have no way to a registry.
    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", ImagePull.IfMissing)]
    [InlineData("docker", ImagePull.Never)]
    [InlineData("podman", ImagePull.IfMissing)]
    [InlineData("podman", ImagePull.Never)]
    public async Task An_image_that_cannot_be_pulled_is_reported_with_reason_and_advice(string engine, ImagePull pull)
    {
        StepOutcome outcome = await CreateAsync(Options(engine) with { Image = "localhost:1/missing:1", Pull = pull });

        (outcome.Result, outcome.Problem!.Code, outcome.Problem.Field).ShouldBe(
            (StepResult.Failed, ProblemCode.ProviderContractViolation, "n-1")
        );
        outcome.Problem.Message.ShouldStartWith("image 'localhost:1/missing:1' is neither on the engine nor can it be pulled: ");
        outcome.Problem.Message.ShouldContain(pull == ImagePull.Never ? "Pull is Never" : "connection refused");
        outcome.Problem.Advice.ShouldContain("ImageArchives");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_check_reports_images_that_can_be_neither_loaded_nor_built_nor_pulled(string engine)
    {
        ContainersOptions options = Options(engine) with
        {
            Pull = ImagePull.Never,
            ImageArchives = Map("archive", "/nowhere/image.tar"),
            ImageFolders = Map("folder", _folder.Root),
        };
        await using ContainersProvider provider = new(options);

        ValueList<Problem> problems = await provider.CheckAsync(Describe("archive", "folder", "missing", ContainerLab.Image));

        problems
            .Select(problem => problem.Message)
            .ShouldBe([
                "image 'archive' cannot be loaded from /nowhere/image.tar: the file does not exist",
                $"image 'folder' cannot be built of {_folder.Root}: it contains no Dockerfile",
                "image 'missing' is neither on the engine nor can it be pulled: Pull is Never",
            ]);
        await using ContainersProvider pulling = new(options with { Pull = ImagePull.IfMissing });
        (await pulling.CheckAsync(Describe("missing"))).ShouldBeEmpty();
    }

    private static ValueMap<string> Map(string name, string value) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }.ToValueMap();

    private static Topology Describe(params string[] images) =>
        Topology
            .Create("shop")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes =
                    [
                        .. images.Select(
                            (image, index) =>
                                new NodeSpec($"web-{index + 1}", index + 1)
                                {
                                    Hardware = new NodeHardware { Image = image, MemoryMiB = 64 },
                                }
                        ),
                    ],
                }
            )
            .Build();

    private ContainersOptions Options(string engine) => TestContainers.OptionsFor(labs[engine]);

    /// <summary>Runs a command on each node of a cluster.</summary>
    private async Task<List<string>> RunAsync(ContainersOptions options, int count = 1, params string[] command)
    {
        await using ContainersProvider provider = new(options, _log);
        Topology topology = Describe([.. Enumerable.Repeat(new NodeHardware().Image, count)]);
        await using Cluster cluster = await Cluster
            .Create(topology)
            .UseProvider(provider)
            .WithOptions(static options => options with { Lifetime = ClusterLifetime.Ephemeral })
            .ProvisionAsync();
        List<string> outputs = [];
        foreach (Node node in cluster.Nodes)
        {
            CommandResult result = await node.RunAsync(command.Length > 0 ? [.. command] : ["true"]);
            result.ExitCode.ShouldBe(0, result.Error);
            outputs.Add(result.Output);
        }

        return outputs;
    }

    private static async Task<StepOutcome> CreateAsync(ContainersOptions options)
    {
        await using ContainersProvider provider = new(options);
        ContractRequests requests = new(new Random(55), "images", name => new NodeSpec(name, 1));
        StepOutcome outcome = await provider.ApplyOneAsync(requests.CreateNode("n-1"));
        (await provider.ObserveAsync(requests.Owner)).ShouldBeEmpty();
        return outcome;
    }

    private async Task SendAsync(string engine, HttpMethod method, string path)
    {
        (int status, string body) = await labs[engine].SendAsync(method, path);
        status.ShouldBeLessThan(400, body);
    }
}
