namespace Kubernetes.Tests;

/// <summary>Jobs of the simulated API server. Rules of Kubernetes 1.36; the pods run as processes of this machine.</summary>
public sealed class JobTests : IAsyncLifetime, IDisposable
{
    private const string Jobs = "apis/batch/v1/namespaces/default/jobs";
    private const string Pods = "api/v1/namespaces/default/pods";
    private KubernetesServer? _server;
    private HttpClient? _http;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(
            new KubernetesServerOptions
            {
                Nodes = 1,
                StartDelay = TimeSpan.Zero,
                StopDelay = TimeSpan.Zero,
                JobBackoff = TimeSpan.FromMilliseconds(20),
            }
        );
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    public void Dispose() => _http?.Dispose();

    [Theory]
    [InlineData(
        """{"completions": 2, "backoffLimitPerIndex": 1}""",
        "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"
    )]
    [InlineData(
        """{"completions": 2, "completionMode": "Indexed", "maxFailedIndexes": 1}""",
        "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"
    )]
    [InlineData(
        """{"podFailurePolicy": {"rules": []}, "podReplacementPolicy": "TerminatingOrFailed"}""",
        "spec.podReplacementPolicy: Unsupported value: \"TerminatingOrFailed\""
    )]
    [InlineData("""{"completionMode": "Indexed"}""", "spec.completions: Required value: when completion mode is Indexed")]
    [InlineData("""{"completions": 100001, "completionMode": "Indexed"}""", "spec.completions: Invalid value: 100001")]
    public async Task An_invalid_Job_is_refused(string fields, string error)
    {
        (int status, string body, _) = await PostAsync(Jobs, JobOf("j", "true", JsonNode.Parse(fields)!.AsObject()));

        status.ShouldBe(422);
        ((string?)JsonNode.Parse(body)!["message"]).ShouldStartWith($"Job.batch \"j\" is invalid: {error}");
    }

    [Fact]
    public async Task Jobs_are_checked_by_their_schema()
    {
        (int unknown, _, string warning) = await PostAsync(Jobs, JobOf("a", "true", new JsonObject { ["bogus"] = 1 }));
        (int strict, string refused, _) = await PostAsync(
            $"{Jobs}?fieldValidation=Strict",
            JobOf("b", "true", new JsonObject { ["bogus"] = 1 })
        );
        (int type, string undecodable, _) = await PostAsync(Jobs, JobOf("c", "true", new JsonObject { ["completions"] = "two" }));
        (int missing, _, _) = await SendAsync(HttpMethod.Get, $"{Jobs}/nowhere");

        (unknown, strict, type, missing).ShouldBe((201, 400, 400, 404));
        warning.ShouldContain("unknown field \\\"spec.bogus\\\"");
        refused.ShouldContain("strict decoding error: unknown field");
        undecodable.ShouldContain("Job in version \\u0022v1\\u0022 cannot be handled as a Job");
    }

    [Fact]
    public async Task Numbers_that_succeed_and_fail_are_listed_as_ranges_and_counts_of_zero_are_absent()
    {
        await PostAsync(Jobs, JobOf("j", "[ $JOB_COMPLETION_INDEX != 3 ]", Indexed(7)));

        JsonNode status = await UntilAsync("j", one => Has(one, "Failed"));

        ((string?)status["completedIndexes"], (string?)status["failedIndexes"]).ShouldBe(("0-2,4-6", "3"));
        ((int?)status["succeeded"], (int?)status["failed"], status["active"], (int?)status["ready"]).ShouldBe((6, 1, null, 0));
        status["conditions"]!
            .AsArray()
            .Select(one => ((string?)one!["type"], (string?)one["reason"]))
            .ShouldBe([("FailureTarget", "FailedIndexes"), ("Failed", "FailedIndexes")]);
        status["completionTime"].ShouldBeNull();
    }

    [Fact]
    public async Task An_evicted_pod_is_replaced_and_a_deleted_one_counts_as_a_failure()
    {
        await PostAsync(Jobs, JobOf("j", "exec sleep 1000", Indexed(2)));
        string evicted = await FindPodAsync("0");
        await PostAsync($"{Pods}/{evicted}/eviction", new JsonObject { ["metadata"] = new JsonObject { ["name"] = evicted } });
        await SendAsync(HttpMethod.Delete, $"{Pods}/{await FindPodAsync("1")}");

        JsonNode status = await UntilAsync("j", one => (string?)one["failedIndexes"] == "1");

        ((int?)status["failed"]).ShouldBe(1);
        (await FindPodAsync("0")).ShouldNotBe(evicted);
    }

    [Fact]
    public async Task Pods_are_kept_by_a_deletion_without_a_policy_and_deleted_with_Background()
    {
        await PostAsync(Jobs, JobOf("kept", "exec sleep 1000", Indexed(1)));
        await FindPodAsync("0");
        (_, _, string warning) = await SendAsync(HttpMethod.Delete, $"{Jobs}/kept");
        warning.ShouldContain("child pods are preserved by default");
        while ((await SendAsync(HttpMethod.Get, $"{Jobs}/kept")).Status != 404)
        {
            await Task.Delay(5);
        }

        JsonNode left = (await ListPodsAsync()).ShouldHaveSingleItem();
        left["metadata"]!["ownerReferences"].ShouldBeNull();
        await SendAsync(HttpMethod.Delete, $"{Pods}/{left["metadata"]!["name"]}");
        await PostAsync(Jobs, JobOf("gone", "exec sleep 1000", Indexed(2)));
        await FindPodAsync("1");
        await SendAsync(HttpMethod.Delete, $"{Jobs}/gone?propagationPolicy=Background");
        while ((await ListPodsAsync()).Length > 0)
        {
            await Task.Delay(5);
        }
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_creates_lists_and_deletes_a_Job_and_prints_its_log(string version)
    {
        _kubectl = Kubectl.For(version, _server!.Address);
        string file = Cli.Write("job.json", JobOf("j", "echo number $JOB_COMPLETION_INDEX", Indexed(1)).ToJsonString());

        (await Cli.ExpectAsync("create", "-f", file)).ShouldBe("job.batch/j created\n");
        (await Cli.ExpectAsync("wait", "--for=condition=complete", "job/j", "--timeout=60s")).ShouldBe("job.batch/j condition met\n");
        (await Cli.ExpectAsync("get", "jobs")).ShouldMatch(
            @"\ANAME +STATUS +COMPLETIONS +DURATION +AGE *\nj +Complete +1/1 +\d+s +\d+s *\n\z"
        );
        (await Cli.ExpectAsync("logs", "job/j")).ShouldBe("number 0\n");
        (await Cli.ExpectAsync("delete", "job", "j")).ShouldStartWith("job.batch \"j\" deleted");
        while (await Cli.ExpectAsync("get", "pods", "-o", "name") is { Length: > 0 })
        {
            // Its pods are deleted after it.
        }
    }

    private static JsonObject Indexed(int count) =>
        new()
        {
            ["completionMode"] = "Indexed",
            ["completions"] = count,
            ["parallelism"] = count,
            ["backoffLimitPerIndex"] = 0,
            ["podReplacementPolicy"] = "Failed",
            ["podFailurePolicy"] = JsonNode.Parse(
                """{"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]}"""
            ),
        };

    private static JsonObject JobOf(string name, string script, JsonObject spec)
    {
        spec["template"] = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["containers"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "run",
                        ["image"] = "box",
                        ["command"] = new JsonArray("sh", "-c", script),
                    }
                ),
            },
        };
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        };
    }

    private static bool Has(JsonNode status, string condition) =>
        status["conditions"]?.AsArray().Any(one => (string?)one!["type"] == condition) ?? false;

    private async Task<JsonNode> UntilAsync(string job, Func<JsonNode, bool> isReached)
    {
        while (true)
        {
            JsonNode status = JsonNode.Parse((await SendAsync(HttpMethod.Get, $"{Jobs}/{job}")).Body)!["status"]!;
            if (isReached(status))
            {
                return status;
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Waits for a running pod with a number.</summary>
    private async Task<string> FindPodAsync(string index)
    {
        while (true)
        {
            JsonNode? pod = Array.Find(await ListPodsAsync(), one =>
                (string?)one["metadata"]!["labels"]!["batch.kubernetes.io/job-completion-index"] == index
                && (string?)one["status"]!["phase"] == "Running"
                && one["metadata"]!["deletionTimestamp"] is null
            );
            if (pod is not null)
            {
                return (string)pod["metadata"]!["name"]!;
            }

            await Task.Delay(5);
        }
    }

    private async Task<JsonNode[]> ListPodsAsync() =>
        [.. JsonNode.Parse((await SendAsync(HttpMethod.Get, Pods)).Body)!["items"]!.AsArray().Select(one => one!)];

    private Task<(int Status, string Body, string Warning)> PostAsync(string path, JsonObject body) =>
        SendAsync(HttpMethod.Post, path, body);

    private async Task<(int Status, string Body, string Warning)> SendAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await _http!.SendAsync(request);
        string warning = response.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings) ? string.Join('\n', warnings) : "";
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), warning);
    }
}
