namespace Storage.Protocol.Tests;

public class FilesystemTests
{
    private static readonly string[] Names = ["MGS", "fs-MDT0000", "fs-OST0000", "fs-OST0001"];

    [Fact]
    public void The_targets_of_a_created_file_system_run_where_the_manager_reports_them() =>
        FilesystemScene.Run(async scene =>
        {
            string error = await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync());

            error.ShouldBe("");
            Dictionary<string, string?> places = await scene.PlacesAsync();
            places.Keys.Order(StringComparer.Ordinal).ShouldBe(Names);
            places.Values.ShouldAllBe(place => place != null);
            scene.Running().Values.Order().ShouldBe(places.Values.Order());
            (await scene.ListAsync("filesystem")).Single()["state"]!.ToString().ShouldBe("available");
        });

    [Fact]
    public void A_file_system_is_stopped_started_and_removed() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync());

            (await scene.CommandAsync("PUT", "api/filesystem/1/", new JsonObject { ["state"] = "stopped" })).ShouldBe("");
            scene.Running().Values.ShouldAllBe(place => place == null);
            (await scene.CommandAsync("PUT", "api/filesystem/1/", new JsonObject { ["state"] = "available" })).ShouldBe("");
            scene.Running().Values.ShouldAllBe(place => place != null);
            (await scene.CommandAsync("DELETE", "api/filesystem/1/")).ShouldBe("");

            scene.Running().ShouldBeEmpty();
            (await scene.ListAsync("target")).ShouldBeEmpty();
        });

    [Fact]
    public void A_target_fails_over_and_fails_back_on_command() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync());
            string? home = (await scene.PlacesAsync())["MGS"];

            (await scene.CommandAsync("POST", "api/command/", Job("FailoverTargetJob", "target_id", 1))).ShouldBe("");
            string? away = (await scene.PlacesAsync())["MGS"];
            scene.Running().Values.ShouldContain(away);
            (await scene.CommandAsync("POST", "api/command/", Job("FailbackTargetJob", "target_id", 1))).ShouldBe("");

            away.ShouldNotBe(home);
            (await scene.PlacesAsync())["MGS"].ShouldBe(home);
        });

    [Fact]
    public void Targets_of_a_server_without_power_fail_over_and_the_manager_detects_it_within_a_poll() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync());
            string lost = (await scene.PlacesAsync())["MGS"]!;
            StorageServer server = scene.Cluster.Servers.Get($"{lost}.localdomain");

            await scene.Cluster.Power.SwitchAsync(scene.Cluster.Power.Units[0], server.Outlet!, false, LifecycleTiming.Immediate);
            await scene.Pass(11);

            Dictionary<string, string?> places = await scene.PlacesAsync();
            places.Values.ShouldAllBe(place => place != null && place != lost);
            scene.Running().Values.Order().ShouldBe(places.Values.Order());
            (await scene.ListAsync("event")).ShouldContain(item =>
                item["message"]!.ToString().Contains("MGS runs on", StringComparison.Ordinal)
            );
        });

    [Fact]
    public void A_command_to_a_stopped_server_fails_with_the_name_of_the_server() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.Cluster.Servers.ShutdownAsync("test000.localdomain");
            await scene.Pass(1);

            string error = await scene.CommandAsync("POST", "api/command/", Job("RebootHostJob", "host_id", 1));

            error.ShouldContain("test000.localdomain");
        });

    [Fact]
    public void A_command_to_a_server_without_power_fails_on_contact_timeout_and_later_ones_fail_at_once() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.Cluster.Power.SwitchAsync(
                scene.Cluster.Power.Units[0],
                scene.Cluster.Servers.Get("test000.localdomain").Outlet!,
                false,
                LifecycleTiming.Immediate
            );
            // The pending poll of the agent ends with the agent, but its session stays until the host is lost.
            await scene.Pass(1);

            double begun = scene.Seconds;
            string first = await scene.CommandAsync("POST", "api/command/", Job("RebootHostJob", "host_id", 1));
            double lost = scene.Seconds;
            string second = await scene.CommandAsync("POST", "api/command/", Job("RebootHostJob", "host_id", 1));

            // The timeout is 60 seconds, checked every 10 seconds.
            (lost - begun).ShouldBeLessThan(72);
            (scene.Seconds - lost).ShouldBeLessThan(2);
            first.ShouldContain("test000.localdomain");
            second.ShouldContain("test000.localdomain is out of contact");
        });

    [Fact]
    public void A_file_system_created_right_after_server_setup_has_a_failover_server_for_each_target() =>
        FilesystemScene.Run(
            async scene =>
            {
                while (!(await scene.ListAsync("host")).All(host => (string)host["state"]! == "managed"))
                {
                    await scene.Pass(0.1);
                }

                JsonNode[] volumes = await scene.ListAsync("volume");
                (await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync())).ShouldBe(
                    "",
                    $"{volumes.Length} volumes"
                );

                (await scene.ListAsync("target")).ShouldAllBe(target => (int?)target["failover_server"] != null);
            },
            settling: 0
        );

    [Fact]
    public void A_file_system_is_rejected_if_high_availability_does_not_run_on_its_servers() =>
        FilesystemScene.Run(async scene =>
        {
            foreach (int host in Enumerable.Range(0, 4))
            {
                await scene.ActAsync($"test{host:000}.localdomain", "stop_pacemaker");
            }

            await scene.Pass(11);

            (await scene.AskAsync("POST", "api/filesystem/", await scene.FilesystemAsync())).Status.ShouldBe(400);
            (await scene.ListAsync("target")).ShouldBeEmpty();
        });

    [Fact]
    public void A_host_with_targets_cannot_be_deleted_until_its_file_system_is_deleted() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync());

            (await scene.AskAsync("DELETE", "api/host/1/")).Status.ShouldBe(400);
            await scene.CommandAsync("DELETE", "api/filesystem/1/");
            (await scene.CommandAsync("DELETE", "api/host/1/")).ShouldBe("");

            (await scene.ListAsync("host")).Length.ShouldBe(3);
            scene.Cluster.Servers.Get("test000.localdomain").IsRegistered.ShouldBeFalse();
        });

    [Fact]
    public void An_invalid_file_system_is_rejected_and_leaves_no_targets() =>
        FilesystemScene.Run(async scene =>
        {
            JsonObject good = await scene.FilesystemAsync();
            JsonNode[] bad =
            [
                With(good, "name", "a name too long"),
                With(good, "mgt", new JsonObject { ["volume_id"] = 9999 }),
                With(good, "mgt", good["mdts"]![0]!.DeepClone()),
                With(good, "osts", new JsonArray()),
                With(good, "osts", "all"),
                new JsonObject(),
                new JsonArray(),
            ];

            foreach (JsonNode body in bad)
            {
                (await scene.AskAsync("POST", "api/filesystem/", body)).Status.ShouldBe(400, body.ToJsonString());
            }

            (await scene.ListAsync("filesystem")).ShouldBeEmpty();
            (await scene.ListAsync("target")).ShouldBeEmpty();
        });

    [Fact]
    public void A_second_file_system_on_used_volumes_is_rejected() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync());

            (await scene.AskAsync("POST", "api/filesystem/", await scene.FilesystemAsync())).Status.ShouldBe(400);
            (await scene.AskAsync("POST", "api/filesystem/", await scene.FilesystemAsync("other"))).Status.ShouldBe(400);
        });

    [Fact]
    public void Requests_require_a_session_and_changes_require_its_CSRF_token() =>
        FilesystemScene.Run(async scene =>
        {
            string? token = scene.Csrf;
            scene.Csrf = "planted";
            (await scene.AskAsync("POST", "api/filesystem/", await scene.FilesystemAsync())).Status.ShouldBe(403);
            (await scene.AskAsync("GET", "api/host/")).Status.ShouldBe(200);
            (scene.Csrf, scene.Cookie) = (token, null);
            (await scene.AskAsync("GET", "api/host/")).Status.ShouldBe(401);

            (await scene.LogInAsync("guess")).ShouldBe(403);
            (await scene.AskAsync("GET", "api/host/")).Status.ShouldBe(401);
        });

    [Fact]
    public void A_power_unit_is_identified_by_its_address_and_port() =>
        FilesystemScene.Run(
            async scene =>
            {
                JsonObject unit = new()
                {
                    ["name"] = "pdu000",
                    ["address"] = "127.0.0.1",
                    ["port"] = 2300,
                    ["class_name"] = "APC79xxSimulator",
                    ["outlet_count"] = 8,
                };

                (await scene.AskAsync("POST", "api/power_control_device/", unit)).Status.ShouldBe(201);
                (await scene.AskAsync("POST", "api/power_control_device/", unit.DeepClone())).Status.ShouldBe(400);
                (await scene.AskAsync("POST", "api/power_control_device/", With(unit, "port", 2301))).Status.ShouldBe(201);

                (await scene.ListAsync("power_control_device"))
                    .Select(entry => $"{entry["id"]} {entry["name"]} {entry["address"]}:{entry["port"]} {entry["outlet_count"]}")
                    .ShouldBe(["1 pdu000 127.0.0.1:2300 8", "2 pdu000 127.0.0.1:2301 8"]);
            },
            settling: 1
        );

    private static JsonObject Job(string name, string argument, int value) =>
        new()
        {
            ["message"] = name,
            ["jobs"] = new JsonArray(
                new JsonObject
                {
                    ["class_name"] = name,
                    ["args"] = new JsonObject { [argument] = value },
                }
            ),
        };

    private static JsonObject With(JsonObject good, string name, JsonNode value)
    {
        JsonObject changed = good.DeepClone().AsObject();
        changed[name] = value;
        return changed;
    }
}
