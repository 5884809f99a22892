using Scalewright.Providers.Containers;

namespace Containers.Tests;

/// <summary>Faults between the provider and a real engine.</summary>
[Collection(SharedContainers.Name)]
public class ContainersFaultTests(ContainerLabs labs)
{
    private readonly ContractRequests _requests = new(new Random(5), "faults", name => new NodeSpec(name, 1));

    private delegate Task<HttpResponseMessage> Send();

    // What precedes the first change fails at once, because nothing is lost by that.
    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task F_PROV_02_a_cluster_is_created_completely_although_each_kind_of_request_fails_at_first(string engine)
    {
        ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);
        HttpStatusCode[] errors = [HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable];
        await using ContainersProvider provider = Open(engine, (request, send) =>
            (failures.ContainsKey("POST create") || KindOf(request) == "POST create")
            && failures.AddOrUpdate(KindOf(request), 1, (_, count) => count + 1) is var count
            && count <= errors.Length
                ? Task.FromResult(Answer(errors[count - 1], """{"message":"the engine is busy"}"""))
                : send()
        );

        await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync();

        (await provider.ObserveAsync(cluster.Owner))
            .Select(node => node.State)
            .ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Ready]);
        failures.Keys.ShouldContain("POST start");
        await cluster.DestroyAsync();
        (await provider.ObserveAsync(cluster.Owner)).ShouldBeEmpty();
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", false)]
    [InlineData("docker", true)]
    [InlineData("podman", false)]
    [InlineData("podman", true)]
    public async Task F_PROV_03_a_lost_request_or_response_creates_no_second_container_and_leaves_none(string engine, bool isAfterEffect)
    {
        ConcurrentDictionary<string, int> losses = new(StringComparer.Ordinal);
        await using ContainersProvider provider = Open(engine, async (request, send) =>
        {
            if (request.Method == HttpMethod.Get || losses.AddOrUpdate(KindOf(request), 1, (_, count) => count + 1) > 1)
            {
                return await send();
            }

            if (isAfterEffect)
            {
                (await send()).Dispose();
            }

            throw new IOException("the connection was lost");
        });

        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        losses.Keys.ShouldContain("POST create");
        await cluster.DestroyAsync();
        (await provider.ObserveAsync(cluster.Owner)).ShouldBeEmpty();
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task F_PROV_07_an_engine_without_space_is_named_in_the_outcome(string engine)
    {
        await using ContainersProvider provider = Open(engine, (request, send) =>
            KindOf(request) == "POST create"
                ? Task.FromResult(Answer(HttpStatusCode.InternalServerError, """{"message":"write /data/file: no space left on device"}"""))
                : send()
        );

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.CreateNode("n-1"));

        outcome.Result.ShouldBe(StepResult.Unknown);
        outcome.Problem!.Message.ShouldContain("no space left on device");
        (await provider.ObserveAsync(_requests.Owner)).ShouldBeEmpty();
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task F_PROV_09_a_container_that_never_starts_stays_pending_and_can_be_deleted(string engine)
    {
        await using ContainersProvider provider = Open(engine, (request, send) =>
            KindOf(request) == "POST start" ? Task.FromResult(Answer(HttpStatusCode.NoContent, "")) : send()
        );

        await provider.ApplyOneAsync(_requests.CreateNode("n-1"));
        Resource node = (await provider.AdvanceAsync(_requests.Owner)).ShouldHaveSingleItem();
        node.State.ShouldBe(ResourceState.Pending);

        (await provider.ApplyOneAsync(_requests.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);
        (await provider.ObserveAsync(_requests.Owner)).ShouldBeEmpty();
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_pending_node_has_the_reason_why_its_container_was_not_started(string engine)
    {
        await using ContainersProvider provider = Open(engine, (request, send) =>
            KindOf(request) == "POST start"
                ? Task.FromResult(Answer(HttpStatusCode.InternalServerError, """{"message":"the device is busy"}"""))
                : send()
        );

        await provider.ApplyOneAsync(_requests.CreateNode("n-1"));
        Resource node = (await provider.AdvanceAsync(_requests.Owner)).ShouldHaveSingleItem();

        node.State.ShouldBe(ResourceState.Pending);
        node.Waiting.ShouldNotBeNull().Message.ShouldContain("the device is busy");
        (await provider.ApplyOneAsync(_requests.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task F_PROV_13_containers_that_others_stop_or_remove_are_replaced(string engine)
    {
        await using ContainersProvider provider = Open(engine, (_, send) => send());
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();
        ValueList<Resource> before = await provider.ObserveAsync(cluster.Owner);
        (await labs[engine].SendAsync(HttpMethod.Post, $"containers/{before[0].Id}/stop?t=0")).Status.ShouldBe(204);
        (await labs[engine].SendAsync(HttpMethod.Delete, $"containers/{before[1].Id}?force=1")).Status.ShouldBe(204);

        await cluster.RepairAsync();

        ValueList<Resource> after = await provider.ObserveAsync(cluster.Owner);
        after.Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        after.Select(node => node.Id).Intersect(before.Select(node => node.Id), StringComparer.Ordinal).ShouldBeEmpty();
        await cluster.DestroyAsync();
    }

    // What Docker answers while it removes a container, and for good if it cannot remove its files.
    [MachineTheory("docker", "$SCALEWRIGHT_AGENT")]
    [InlineData(HttpStatusCode.Conflict, """{"message":"can not get logs from container which is dead or marked for removal"}""")]
    [InlineData(HttpStatusCode.InternalServerError, """{"message":"RWLayer of container 8b39d702244d is unexpectedly nil"}""")]
    public async Task A_command_fails_as_on_a_removed_node_while_its_container_is_removed(HttpStatusCode status, string body)
    {
        await using ContainersProvider provider = Open("docker", (request, send) =>
            KindOf(request) == "GET logs" ? Task.FromResult(Answer(status, body)) : send()
        );
        await using Cluster cluster = await Cluster.Create(Farm(1)).UseProvider(provider).ProvisionAsync();
        string container = (await provider.ObserveAsync(cluster.Owner)).ShouldHaveSingleItem().Id;

        (await labs["docker"].SendAsync(HttpMethod.Post, $"containers/{container}/kill")).Status.ShouldBe(204);
        AgentException failure = await Should.ThrowAsync<AgentException>(() => cluster.Nodes[0].RunAsync(["true"]));

        failure.Code.ShouldBe(ProblemCode.ResourceNotFound, failure.Message);
        await cluster.DestroyAsync();
    }

    // Podman 4.3 may never mount the storage of a container again, into which files were copied while others were started.
    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_container_that_can_never_start_is_created_again_also_after_a_lost_response(string engine)
    {
        string? broken = null;
        int attempts = 0;
        await using ContainersProvider provider = Open(engine, (request, send) =>
        {
            string id = request.RequestUri!.AbsolutePath.Split('/')[^2];
            if (KindOf(request) != "POST start" || id != (broken ??= id))
            {
                return send();
            }

            return ++attempts == 1
                ? Task.FromException<HttpResponseMessage>(new IOException("the connection was lost"))
                : Task.FromResult(
                    Answer(
                        HttpStatusCode.InternalServerError,
                        $$"""{"message":"mounting storage for container {{id}}: lstat merged: no such file or directory"}"""
                    )
                );
        });

        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();

        attempts.ShouldBeGreaterThan(1);
        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        await cluster.DestroyAsync();
    }

    // An engine that cannot mount the storage responds before it has read the files, and closes the connection. The program is still
    // sending, and loses the response.
    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_container_that_can_never_start_is_created_again_also_if_the_engine_closes_connections_early(string engine)
    {
        string? broken = null;
        ConcurrentQueue<ClusterEventKind> events = [];
        await using ContainersProvider provider = Open(engine, (request, send) =>
        {
            string id = request.RequestUri!.AbsolutePath.Split('/')[^2];
            if (KindOf(request) != "PUT archive" || id != (broken ??= id))
            {
                return send();
            }

            return request.Content!.Headers.ContentLength > 64 * 1024
                ? Task.FromException<HttpResponseMessage>(new IOException("Broken pipe"))
                : Task.FromResult(
                    Answer(
                        HttpStatusCode.InternalServerError,
                        $$"""{"message":"mounting storage for container {{id}}: lstat merged: no such file or directory"}"""
                    )
                );
        });

        await using Cluster cluster = await Cluster
            .Create(Farm(2))
            .UseProvider(provider)
            .WithOptions(options =>
                options with
                {
                    NodeStartTimeout = TimeSpan.FromSeconds(20),
                    Listener = new SynchronousProgress(entry => events.Enqueue(entry.Kind)),
                }
            )
            .ProvisionAsync();

        broken.ShouldNotBeNull();
        events.ShouldNotContain(ClusterEventKind.NodeFailed, "the node was replaced only after the timeout of its start");
        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        await cluster.DestroyAsync();
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", "<html><body>Bad Gateway</body></html>")]
    [InlineData("docker", "[{\"Id\": \"a")]
    [InlineData("docker", "{\"message\":\"it failed\"}")]
    [InlineData("podman", "<html><body>Bad Gateway</body></html>")]
    public async Task F_PROV_15_an_invalid_list_is_an_error_and_no_container_is_treated_as_gone(string engine, string body)
    {
        bool isInvalid = false;
        await using ContainersProvider provider = Open(engine, (request, send) =>
            isInvalid && KindOf(request) == "GET json" ? Task.FromResult(Answer(HttpStatusCode.OK, body)) : send()
        );
        Resource node = (await provider.ApplyOneAsync(_requests.CreateNode("n-1"))).Resource!;

        isInvalid = true;
        await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_requests.Owner));
        isInvalid = false;

        (await provider.ObserveAsync(_requests.Owner)).ShouldHaveSingleItem().Id.ShouldBe(node.Id);
        await provider.ApplyOneAsync(_requests.DestroyNode(node));
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", true)]
    [InlineData("docker", false)]
    [InlineData("podman", true)]
    public async Task A_cluster_is_created_and_destroyed_although_its_engine_is_killed_during_both(string engine, bool containersContinue)
    {
        ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
        await using ContainersProvider provider = Open(engine, async (request, send) =>
        {
            HttpResponseMessage response = await send();
            if (KindOf(request) is "POST start" or "DELETE" && counts.AddOrUpdate(KindOf(request), 1, (_, count) => count + 1) == 2)
            {
                response.Dispose();
                labs[engine].Kill();
                labs[engine].Start(containersContinue);
                throw new IOException("the connection was lost");
            }

            return response;
        });

        try
        {
            await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync();

            (await provider.ObserveAsync(cluster.Owner))
                .Select(node => node.State)
                .ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Ready]);
            await cluster.DestroyAsync();
            counts["DELETE"].ShouldBeGreaterThan(1);
            (await labs[engine].ListOwnAsync()).ShouldBe("[][]");
        }
        finally
        {
            if (!containersContinue)
            {
                labs[engine].Kill();
                labs[engine].Start();
            }
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Returns the method and the kind of a request, for example <c>POST start</c>.</summary>
    private static string KindOf(HttpRequestMessage request) =>
        request.Method == HttpMethod.Delete ? "DELETE" : $"{request.Method} {request.RequestUri!.AbsolutePath.Split('/')[^1]}";

    private static Topology Farm(int count) =>
        Topology
            .Create("farm")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes = [.. Enumerable.Range(1, count).Select(number => new NodeSpec($"web-{number}", number))],
                }
            )
            .Build();

    private ContainersProvider Open(string engine, Func<HttpRequestMessage, Send, Task<HttpResponseMessage>> handle) =>
        new(TestContainers.OptionsFor(labs[engine]), logger: null, handler => new Handler(handler, handle));

    private sealed class Handler(HttpMessageHandler inner, Func<HttpRequestMessage, Send, Task<HttpResponseMessage>> handle)
        : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            handle(request, () => base.SendAsync(request, cancellationToken));
    }
}
