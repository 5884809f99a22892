using System.Net.WebSockets;

namespace Kubernetes.Tests;

/// <summary>
/// Responses of the stand-in. Expected are the status and the message of Kubernetes 1.36.2 for the same request, from a
/// recorded comparison; the Kubernetes API reference and API concepts describe them.
/// </summary>
public sealed class ServerResponseTests : IAsyncLifetime, IDisposable
{
    private const string Pods = "api/v1/namespaces/default/pods";
    private const string Json = "application/json";
    private const string Merge = "application/merge-patch+json";

    private KubernetesServer? _server;
    private HttpClient? _http;

    private HttpClient Http => _http!;

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1, NodeCpus = 4 });
        _http = new HttpClient { BaseAddress = _server.Address };
        await _server.CreateAsync(Pods, PodOf("a"));
        await _server.CreateAsync(Pods, PodOf("zone", """ "nodeSelector": {"zone": "z"}, """));
        await _server.CreateAsync(Pods, PodOf("lost", image: "no-such-image:1"));
        await UntilAsync("a", pod => pod["status"]!["phase"]!.ToString() == "Running");
        await UntilAsync("zone", pod => pod["status"]!["conditions"] is not null);
        await UntilAsync("lost", pod => pod["status"]!["containerStatuses"] is not null);
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose() => _http?.Dispose();

    [Fact]
    public async Task The_server_reports_the_version_that_it_imitates()
    {
        JsonNode version = JsonNode.Parse(await Http.GetStringAsync(new Uri("version", UriKind.Relative)))!;

        (
            KubernetesServer.Version,
            (string?)version["gitVersion"],
            (string?)version["major"],
            (string?)version["minor"],
            (string?)version["emulationMinor"]
        ).ShouldBe(("v1.36.2", "v1.36.2", "1", "36", "36"));
    }

    [Theory]
    [InlineData(
        "PATCH",
        Pods + "/a",
        """{"metadata": {"uid": "other", "annotations": {"x": "y"}}}""",
        422,
        "Pod \"a\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable"
    )]
    [InlineData(
        "PATCH",
        Pods + "/a",
        """{"spec": {"nodeName": "n2"}}""",
        422,
        "Pod \"a\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
    )]
    [InlineData("PATCH", Pods + "/a", """{"spec": {"activeDeadlineSeconds": 3600}}""", 200, "")]
    [InlineData(
        "POST",
        Pods,
        """{"metadata": {"name": "b"}, "spec": {"containers": [{"name": "c", "image": "i"}, {"name": "c", "image": "i"}]}}""",
        422,
        "Pod \"b\" is invalid: spec.containers[1].name: Duplicate value: \"c\""
    )]
    [InlineData(
        "POST",
        Pods,
        """{"metadata": {"name": "b"}, "spec": {"initContainers": [{"name": "c", "image": "i"}], "containers": [{"name": "c", "image": "i"}]}}""",
        422,
        "Pod \"b\" is invalid: spec.initContainers[0].name: Duplicate value: \"c\""
    )]
    [InlineData(
        "POST",
        Pods,
        """{"metadata": {"name": "b"}, "spec": {"containers": [{"name": "c", "image": "i", "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}}]}}""",
        422,
        "Pod \"b\" is invalid: spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"
    )]
    [InlineData(
        "POST",
        Pods,
        """{"metadata": {"name": "b"}, "spec": {"restartPolicy": "Sometimes", "containers": [{"name": "C"}]}}""",
        422,
        "Pod \"b\" is invalid: [spec.containers[0].name: Invalid value: \"C\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character, spec.containers[0].image: Required value, spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"]"
    )]
    [InlineData(
        "POST",
        Pods + "?fieldValidation=Strict",
        """{"metadata": {"name": "b"}, "spec": {"bogus": 1, "containers": [{"name": "c", "image": "i"}]}}""",
        400,
        "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.bogus\""
    )]
    [InlineData(
        "POST",
        Pods,
        """{"metadata": {"name": "b"}, "spec": {"containers": [{"name": "c", "image": "i", "tty": "yes"}]}}""",
        400,
        "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Container.spec.containers.tty of type bool"
    )]
    [InlineData(
        "POST",
        Pods,
        """{"metadata": {"name": "b"}, "spec": {"containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": "many"}}}]}}""",
        400,
        "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    )]
    [InlineData(
        "POST",
        Pods + "/a/eviction",
        """{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "b"}}""",
        400,
        "name in URL does not match name in Eviction object"
    )]
    [InlineData(
        "DELETE",
        Pods + "/a",
        """{"preconditions": {"uid": "other"}}""",
        409,
        "Operation cannot be fulfilled on Pod \"a\": the UID in the precondition (other) does not match the UID in record ("
    )]
    [InlineData("GET", Pods + "?resourceVersion=1000000", "", 504, "Too large resource version: 1000000, current: ")]
    [InlineData(
        "GET",
        Pods + "?resourceVersionMatch=Exact",
        "",
        422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"
    )]
    [InlineData(
        "GET",
        Pods + "?watch=true&sendInitialEvents=true",
        "",
        422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
    )]
    [InlineData("GET", Pods + "?fieldSelector=spec.hostname%3Da", "", 400, "field label not supported: spec.hostname")]
    [InlineData("GET", "api/v1/nodes?watch=true&resourceVersion=abc", "", 500, "resourceVersion: Invalid value: \"abc\": ")]
    [InlineData("GET", Pods + "/zone/exec?command=true&container=", "", 400, "pod zone does not have a host assigned")]
    [InlineData("GET", Pods + "/a/exec?command=true&container=zz", "", 400, "container zz is not valid for pod a")]
    [InlineData("GET", Pods + "/lost/exec?command=true", "", 500, "unable to upgrade connection: container not found (\"c\")")]
    [InlineData("GET", Pods + "/a/exec?command=true", "", 400, "Upgrade request required")]
    [InlineData(
        "GET",
        Pods + "/lost/log",
        "",
        400,
        "container \"c\" in pod \"lost\" is waiting to start: trying and failing to pull image"
    )]
    [InlineData("GET", Pods + "/zone/log", "", 204, "")]
    [InlineData(
        "GET",
        Pods + "/a/log?tailLines=-1",
        "",
        422,
        "PodLogOptions \"a\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0"
    )]
    public async Task A_request_has_the_status_and_message_of_the_imitated_version(
        string method,
        string path,
        string body,
        int status,
        string message
    )
    {
        using HttpResponseMessage response = await SendAsync(method, path, body);

        string text = await response.Content.ReadAsStringAsync();
        string told = status >= 400 ? (string)JsonNode.Parse(text)!["message"]! : "";
        (response.StatusCode, told[..Math.Min(told.Length, message.Length)]).ShouldBe(((HttpStatusCode)status, message), text);
    }

    // API concepts, "Field validation": the default is a warning, and the field is dropped.
    [Theory, InlineData("", true), InlineData("?fieldValidation=Warn", true), InlineData("?fieldValidation=Ignore", false)]
    public async Task An_unknown_field_of_a_pod_is_dropped_with_a_warning(string query, bool isWarned)
    {
        using HttpResponseMessage response = await SendAsync("POST", Pods + query, PodOf("b", """ "bogus": 1, """));

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        string[] warnings = isWarned ? ["\"unknown field \\\"spec.bogus\\\"\""] : [];
        response.Headers.Warning.Select(warning => warning.Text).ShouldBe(warnings);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["spec"]!.AsObject().ContainsKey("bogus").ShouldBeFalse();
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_keeps_the_version()
    {
        JsonNode before = await GetAsync("a");

        using HttpResponseMessage response = await SendAsync(
            "PATCH",
            $"{Pods}/a",
            $$$"""{"metadata": {"uid": "{{{before["metadata"]!["uid"]}}}", "name": "a"}}"""
        );

        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["metadata"]!["resourceVersion"]!
            .ToString()
            .ShouldBe(before["metadata"]!["resourceVersion"]!.ToString());
    }

    [Fact]
    public async Task A_replacement_of_another_uid_is_a_conflict_and_one_of_a_lease_needs_a_version()
    {
        JsonNode pod = await GetAsync("a");
        pod["metadata"]!["uid"] = "other";
        await _server!.CreateAsync("apis/coordination.k8s.io/v1/namespaces/default/leases", """{"metadata": {"name": "l"}, "spec": {}}""");

        using HttpResponseMessage replaced = await SendAsync("PUT", $"{Pods}/a", pod.ToJsonString());
        using HttpResponseMessage lease = await SendAsync(
            "PUT",
            "apis/coordination.k8s.io/v1/namespaces/default/leases/l",
            """{"metadata": {"name": "l"}, "spec": {}}"""
        );

        replaced.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        lease.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string?)JsonNode.Parse(await lease.Content.ReadAsStringAsync())!["message"]).ShouldBe(
            "Lease.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"
        );
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_leaves_its_pod_pending()
    {
        await _server!.CreateAsync(Pods, PodOf("away", image: "registry.invalid/agent:1"));
        await UntilAsync("away", pod => pod["status"]!["containerStatuses"] is not null);

        foreach (
            (string name, string message) in new[]
            {
                ("lost", "no-such-image:1: not found"),
                ("away", "lookup registry.invalid: no such host"),
            }
        )
        {
            JsonNode status = (await GetAsync(name))["status"]!;
            status["phase"]!.ToString().ShouldBe("Pending");
            status["conditions"]!.AsArray().Single(one => one!["type"]!.ToString() == "Ready")!["status"]!.ToString().ShouldBe("False");
            JsonNode waiting = status["containerStatuses"]![0]!["state"]!["waiting"]!;
            waiting["reason"]!.ToString().ShouldBeOneOf("ErrImagePull", "ImagePullBackOff");
            waiting["message"]!.ToString().ShouldEndWith(message);
        }
    }

    [Fact]
    public async Task A_pull_that_failed_is_backed_off()
    {
        Loopback.Control.SteeredClock clock = new();
        await using KubernetesServer server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1, Clock = clock });
        await server.CreateAsync(Pods, PodOf("lost", image: "no-such-image:1"));
        using HttpClient http = new() { BaseAddress = server.Address };
        while (await ReasonAsync() is not "ErrImagePull")
        {
            await Task.Delay(5);
        }

        clock.Advance(TimeSpan.FromSeconds(11));

        while (await ReasonAsync() is not "ImagePullBackOff")
        {
            await Task.Delay(5);
        }

        async Task<string?> ReasonAsync() =>
            (string?)
                JsonNode.Parse(await http.GetStringAsync(new Uri($"{Pods}/lost", UriKind.Relative)))!["status"]!["containerStatuses"]
                    ?[0]!["state"]!["waiting"]!["reason"];
    }

    // Kubernetes documentation, "Pod Lifecycle", termination of pods.
    [Fact]
    public async Task A_deletion_is_seen_as_four_changes_and_a_deletion()
    {
        string version = (await ListAsync(Pods))["metadata"]!["resourceVersion"]!.ToString();
        (await SendAsync("DELETE", $"{Pods}/a", """{"gracePeriodSeconds": 2}""")).Dispose();

        List<string> seen = [];
        await foreach (JsonNode change in WatchAsync($"{Pods}?watch=true&resourceVersion={version}&fieldSelector=metadata.name%3Da"))
        {
            JsonNode pod = change["object"]!;
            seen.Add(
                $"{change["type"]} {pod["status"]!["phase"]} grace {pod["metadata"]!["deletionGracePeriodSeconds"]} generation {pod["metadata"]!["generation"]}"
            );
            if (change["type"]!.ToString() == "DELETED")
            {
                break;
            }
        }

        seen.ShouldBe([
            "MODIFIED Running grace 2 generation 2",
            "MODIFIED Running grace 2 generation 2",
            "MODIFIED Succeeded grace 2 generation 2",
            "MODIFIED Succeeded grace 0 generation 2",
            "DELETED Succeeded grace 0 generation 2",
        ]);
    }

    [Fact]
    public async Task A_watch_from_before_the_start_of_the_server_is_gone()
    {
        JsonNode change = await FirstAsync($"{Pods}?watch=true&resourceVersion=1");

        (change["type"]!.ToString(), change["object"]!["code"]!.GetValue<int>(), change["object"]!["reason"]!.ToString()).ShouldBe(
            ("ERROR", 410, "Expired")
        );
        change["object"]!["message"]!.ToString().ShouldStartWith("too old resource version: 1 (");
    }

    [Fact]
    public async Task An_exact_list_is_that_of_its_version()
    {
        JsonNode list = await ListAsync($"{Pods}?resourceVersion=1&resourceVersionMatch=Exact");

        (list["items"]!.AsArray().Count, list["metadata"]!["resourceVersion"]!.ToString()).ShouldBe((0, "1"));
    }

    [Fact]
    public async Task A_streamed_list_ends_with_a_bookmark()
    {
        List<string> seen = [];
        await foreach (
            JsonNode change in WatchAsync(
                $"{Pods}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan"
            )
        )
        {
            seen.Add(
                $"{change["type"]} {change["object"]!["metadata"]!["name"]}{change["object"]!["metadata"]!["annotations"]?["k8s.io/initial-events-end"]}"
            );
            if (change["type"]!.ToString() == "BOOKMARK")
            {
                break;
            }
        }

        seen.ShouldBe(["ADDED a", "ADDED lost", "ADDED zone", "BOOKMARK true"]);
    }

    [Fact]
    public async Task An_exec_without_a_known_subprotocol_is_not_acceptable()
    {
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("v9.channel.k8s.io");
        socket.Options.CollectHttpResponseDetails = true;

        await Should.ThrowAsync<WebSocketException>(() =>
            socket.ConnectAsync(
                new UriBuilder(new Uri(_server!.Address, $"{Pods}/a/exec?command=true")) { Scheme = "ws" }.Uri,
                CancellationToken.None
            )
        );

        socket.HttpStatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task A_running_pod_has_the_fields_of_the_imitated_version()
    {
        JsonNode pod = await GetAsync("a");
        (JsonNode spec, JsonNode status) = (pod["spec"]!, pod["status"]!);

        (pod["metadata"]!["generation"]!.GetValue<int>(), status["observedGeneration"]!.GetValue<int>()).ShouldBe((1, 1));
        status["conditions"]!
            .AsArray()
            .Select(one => (one!["type"]!.ToString(), one["status"]!.ToString(), one["observedGeneration"]!.GetValue<int>()))
            .Order()
            .ShouldBe([
                ("ContainersReady", "True", 1),
                ("Initialized", "True", 1),
                ("PodReadyToStartContainers", "True", 1),
                ("PodScheduled", "True", 1),
                ("Ready", "True", 1),
            ]);
        (status["hostIPs"]![0]!["ip"]!.ToString(), status["podIPs"]![0]!["ip"]!.ToString()).ShouldBe(
            (status["hostIP"]!.ToString(), status["podIP"]!.ToString())
        );
        status["containerStatuses"]![0]!["resources"]!["requests"]!["cpu"]!.ToString().ShouldBe("1");
        status["containerStatuses"]![0]!["allocatedResources"]!["cpu"]!.ToString().ShouldBe("1");
        spec["tolerations"]!
            .AsArray()
            .Select(one => (one!["key"]!.ToString(), one["tolerationSeconds"]!.GetValue<int>()))
            .ShouldBe([("node.kubernetes.io/not-ready", 300), ("node.kubernetes.io/unreachable", 300)]);
        (spec["priority"]!.GetValue<int>(), spec["serviceAccountName"]!.ToString()).ShouldBe((0, "default"));
    }

    [Fact]
    public async Task A_resize_changes_the_resources_of_a_running_pod()
    {
        using HttpResponseMessage response = await SendAsync(
            "PATCH",
            $"{Pods}/a/resize",
            """{"spec": {"containers": [{"name": "c", "image": "other", "resources": {"requests": {"cpu": "2"}}}]}}"""
        );

        JsonNode pod = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        (response.StatusCode, pod["metadata"]!["generation"]!.GetValue<int>()).ShouldBe((HttpStatusCode.OK, 2));
        (
            pod["spec"]!["containers"]![0]!["image"]!.ToString(),
            pod["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.ToString()
        ).ShouldBe(("i", "2"));
    }

    // The messages of scheduler plugins, sorted, with the number of their nodes.
    [Theory]
    [InlineData(
        """ "nodeSelector": {"zone": "z"}, """,
        "1",
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
    )]
    [InlineData(
        "",
        "100",
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."
    )]
    public async Task A_pod_that_fits_on_no_node_has_the_reason_of_the_scheduler(string more, string cpus, string message)
    {
        await _server!.CreateAsync(Pods, PodOf("large", more, cpus: cpus));
        await UntilAsync("large", pod => pod["status"]!["conditions"] is not null);

        JsonNode condition = (await GetAsync("large"))["status"]!["conditions"]![0]!;
        (condition["reason"]!.ToString(), condition["message"]!.ToString()).ShouldBe(("Unschedulable", message));
    }

    [Fact]
    public async Task A_list_of_metadata_has_no_other_fields()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Pods, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        using HttpResponseMessage response = await Http.SendAsync(request);

        JsonNode list = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        list["kind"]!.ToString().ShouldBe("PartialObjectMetadataList");
        list["items"]!
            .AsArray()
            .ShouldAllBe(item =>
                item!["kind"]!.ToString() == "PartialObjectMetadata" && item["metadata"]!["name"] != null && item["spec"] == null
            );
    }

    [Fact]
    public async Task Each_namespace_has_the_config_map_of_the_root_certificate()
    {
        await _server!.CreateAsync("api/v1/namespaces", """{"metadata": {"name": "new"}}""");
        while ((await ListAsync("api/v1/namespaces/new/configmaps"))["items"]!.AsArray().Count == 0)
        {
            await Task.Delay(5);
        }

        (await ListAsync("api/v1/namespaces/new/configmaps"))["items"]![0]!["metadata"]!["name"]!.ToString().ShouldBe("kube-root-ca.crt");
    }

    private static string PodOf(string name, string more = "", string image = "i", string cpus = "1") =>
        $$$"""
            {"metadata": {"name": "{{{name}}}"}, "spec": { {{{more}}} "containers": [{"name": "c", "image": "{{{image}}}", "resources": {"requests": {"cpu": "{{{cpus}}}"} } }]} }
            """;

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string body)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        string type = method == "PATCH" ? Merge : Json;
        request.Content = body.Length > 0 ? new StringContent(body, null, type) : null;
        return await Http.SendAsync(request);
    }

    private async Task<JsonNode> ListAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    private Task<JsonNode> GetAsync(string pod) => ListAsync($"{Pods}/{pod}");

    private async Task UntilAsync(string pod, Func<JsonNode, bool> isSeen)
    {
        while (!isSeen(await GetAsync(pod)))
        {
            await Task.Delay(5);
        }
    }

    private async Task<JsonNode> FirstAsync(string path)
    {
        await foreach (JsonNode change in WatchAsync(path))
        {
            return change;
        }

        throw new InvalidOperationException("the watch ended");
    }

    private async IAsyncEnumerable<JsonNode> WatchAsync(string path)
    {
        using StreamReader lines = new(await Http.GetStreamAsync(new Uri(path, UriKind.Relative)));
        while (await lines.ReadLineAsync() is { } line)
        {
            yield return JsonNode.Parse(line)!;
        }
    }
}
