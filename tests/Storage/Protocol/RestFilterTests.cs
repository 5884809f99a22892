namespace Storage.Protocol.Tests;

/// <summary>
/// Filters and order of the lists of the manager. Source: documentation of tastypie, "Filtering" and "Ordering": a
/// filter is field or field__lookup, with the lookups of Django; a field that allows none is status 400; order_by has a
/// field, with "-" for descending order. Its None is the missing value.
/// </summary>
public class RestFilterTests
{
    [Theory]
    [InlineData("", "1 2 3 4")]
    [InlineData("id=1", "1")]
    [InlineData("id=7", "")]
    [InlineData("id__in=1,3", "1 3")]
    [InlineData("id__in=1&id__in=3", "1 3")]
    [InlineData("id__gt=2", "3 4")]
    [InlineData("id__gte=2&id__lt=4", "2 3")]
    [InlineData("id__lte=1", "1")]
    [InlineData("state=managed", "1 2 3 4")]
    [InlineData("state=undeployed", "")]
    [InlineData("state__in=undeployed,managed&id=2", "2")]
    [InlineData("fqdn=test001.localdomain", "2")]
    [InlineData("fqdn__startswith=test00", "1 2 3 4")]
    [InlineData("fqdn__startswith=localdomain", "")]
    [InlineData("fqdn=test000.localdomain,test001.localdomain", "")]
    [InlineData("fqdn__endswith=2.localdomain", "3")]
    [InlineData("fqdn__contains=003", "4")]
    [InlineData("nodename__contains=TEST", "")]
    [InlineData("contact=true", "1 2 3 4")]
    [InlineData("contact=False", "")]
    [InlineData("state__isnull=true", "")]
    [InlineData("state=None", "")]
    [InlineData("order_by=-id", "4 3 2 1")]
    [InlineData("order_by=-fqdn", "4 3 2 1")]
    [InlineData("order_by=state,-id", "4 3 2 1")]
    [InlineData("order_by=state&order_by=-id", "4 3 2 1")]
    [InlineData("order_by=-fqdn&limit=2&offset=1&format=json", "3 2")]
    [InlineData("fqdn__startswith=test00&limit=1&offset=3", "4")]
    [InlineData("limit=0", "1 2 3 4")]
    public void A_list_of_hosts_has_the_selected_entries_in_order(string query, string ids) =>
        FilesystemScene.Run(
            async scene =>
            {
                (int status, JsonNode body) = await SendAsync(scene, HttpMethod.Get, "api/host/?" + query);

                status.ShouldBe(200, body.ToJsonString());
                string.Join(' ', body["objects"]!.AsArray().Select(host => host!["id"]!.GetValue<int>())).ShouldBe(ids);
            },
            settling: 30
        );

    [Fact]
    public void The_total_count_of_a_list_is_that_of_its_filter() =>
        FilesystemScene.Run(
            async scene =>
            {
                (_, JsonNode body) = await SendAsync(scene, HttpMethod.Get, "api/host/?id__gt=1&limit=1");

                body["meta"]!["total_count"]!.GetValue<int>().ShouldBe(3);
                body["objects"]!.AsArray().Count.ShouldBe(1);
            },
            settling: 1
        );

    [Theory]
    [InlineData("host/?nosuch=1", "'nosuch' is nothing that host can be filtered by; use one of id, fqdn")]
    [InlineData("host/?Id=1", "'Id' is nothing that host can be filtered by")]
    [InlineData("host/?nids=10.0.0.1@tcp", "'nids' is nothing that host can be filtered by")]
    [InlineData(
        "host/?state__regex=m.*",
        "'regex' is not a filter of 'state'; use one of exact, in, contains, startswith, endswith, isnull"
    )]
    [InlineData("host/?id__startswith=1", "'startswith' is not a filter of 'id'")]
    [InlineData("host/?contact__in=true", "'in' is not a filter of 'contact'")]
    [InlineData("host/?id=one", "'id' is a whole number, not 'one'")]
    [InlineData("host/?id=", "'id' is a whole number, not ''")]
    [InlineData("host/?id__in=1,x", "'id__in' is a whole number, not 'x'")]
    [InlineData("host/?contact=perhaps", "'contact' is true or false, not 'perhaps'")]
    [InlineData("host/?state__isnull=2", "'state__isnull' is true or false")]
    [InlineData("host/?order_by=nosuch", "'nosuch' is nothing that host can be ordered by")]
    [InlineData("host/?order_by=", "'' is nothing that host can be ordered by")]
    [InlineData("host/?limit=2&limit=3", "'limit' is given more than once: 2,3")]
    [InlineData("host/?offset=2&offset=3", "'offset' is given more than once: 2,3")]
    [InlineData(
        "host/?fqdn=test000.localdomain&fqdn=test001.localdomain",
        "'fqdn' is given more than once: test000.localdomain,test001.localdomain"
    )]
    [InlineData("host/?fqdn=a&fqdn=a", "'fqdn' is given more than once: a,a")]
    [InlineData("host/?id=1&id=2", "'id' is given more than once: 1,2")]
    [InlineData("host/?id__gt=1&id__gt=2", "'id__gt' is given more than once: 1,2")]
    [InlineData("host/?fqdn__contains=0&fqdn__contains=1", "'fqdn__contains' is given more than once: 0,1")]
    [InlineData("host/?state__isnull=true&state__isnull=true", "'state__isnull' is given more than once: true,true")]
    [InlineData("event/?message=a&message=b", "'message' is given more than once: a,b")]
    [InlineData("host/?format=xml", "'format' is json")]
    [InlineData("host/?nosuch=1&id=one", "'id' is a whole number, not 'one'; 'nosuch' is nothing")]
    [InlineData("host/1/?nosuch=1", "'nosuch' is nothing that host can be filtered by")]
    [InlineData("filesystem/?nosuch=1", "'nosuch' is nothing that filesystem can be filtered by; use one of id, target_count, name, state")]
    [InlineData("target/?nosuch=1", "'nosuch' is nothing that target can be filtered by")]
    [InlineData("command/?created_at__gt=yesterday", "'created_at__gt' is a time, as 2030-01-31T12:00:00Z, not 'yesterday'")]
    [InlineData("volume/?nosuch=1", "'nosuch' is nothing that volume can be filtered by")]
    [InlineData("alert/?nosuch=1", "'nosuch' is nothing that alert can be filtered by")]
    [InlineData("event/?nosuch=1", "'nosuch' is nothing that event can be filtered by")]
    [InlineData("registration_token/?nosuch=1", "'nosuch' is nothing that registration_token can be filtered by")]
    [InlineData("power_control_device/?nosuch=1", "'nosuch' is nothing that power_control_device can be filtered by")]
    [InlineData("storage_resource/?nosuch=1", "'nosuch' is nothing that storage_resource can be filtered by")]
    [InlineData("storage_resource_class/?nosuch=1", "'nosuch' is nothing that storage_resource_class can be filtered by")]
    [InlineData("log/?nosuch=1", "GET of log has no parameter 'nosuch'")]
    [InlineData("system_status/?nosuch=1", "GET of system_status has no parameter 'nosuch'")]
    [InlineData("session/?nosuch=1", "GET of session has no parameter 'nosuch'")]
    public void An_unknown_or_invalid_parameter_of_a_list_is_rejected_with_the_reason(string path, string reason) =>
        FilesystemScene.Run(
            async scene =>
            {
                (int status, JsonNode body) = await SendAsync(scene, HttpMethod.Get, "api/" + path);

                status.ShouldBe(400, body.ToJsonString());
                body["error_message"]!.GetValue<string>().ShouldContain(reason);
            },
            settling: 1
        );

    [Fact]
    public void Each_single_value_of_an_entry_is_a_filter_that_finds_the_entry() =>
        FilesystemScene.Run(async scene =>
        {
            await SendAsync(scene, HttpMethod.Post, "api/power_control_device/", """{"address":"127.0.0.1","port":7000}""");
            await SendAsync(scene, HttpMethod.Post, "api/storage_resource/", """{"address":"10.0.0.9"}""");
            await SendAsync(
                scene,
                HttpMethod.Post,
                "api/filesystem/",
                """{"name":"fs","mgt":{"volume_id":1},"mdts":[{"volume_id":2}],"osts":[{"volume_id":3}]}"""
            );
            string[] resources =
            [
                "registration_token",
                "host",
                "filesystem",
                "target",
                "command",
                "volume",
                "event",
                "power_control_device",
                "storage_resource",
                "storage_resource_class",
            ];
            foreach (string resource in resources)
            {
                (_, JsonNode list) = await SendAsync(scene, HttpMethod.Get, $"api/{resource}/?limit=1");
                foreach ((string field, JsonNode? value) in list["objects"]![0]!.AsObject().Where(item => item.Value is not JsonArray))
                {
                    string query = $"{field}={Uri.EscapeDataString(value?.ToString() ?? "None")}&order_by=-{field}&limit=0";
                    (int status, JsonNode found) = await SendAsync(scene, HttpMethod.Get, $"api/{resource}/?{query}");

                    status.ShouldBe(200, $"{resource} {query} {found.ToJsonString()}");
                    found["objects"]!.AsArray().Any(entry => JsonNode.DeepEquals(entry![field], value)).ShouldBeTrue($"{resource} {query}");
                }
            }
        });

    [Theory]
    [InlineData("DELETE", "host/?state=undeployed", null)]
    [InlineData("DELETE", "host/1/?state=undeployed", null)]
    [InlineData("PUT", "host/1/?id=2", """{"state":"removed"}""")]
    [InlineData("PATCH", "registration_token/1/?cancelled=false", """{"cancelled":true}""")]
    [InlineData("POST", "registration_token/?credits=2", """{"credits":1,"profile":"base_managed_rh7"}""")]
    public void A_change_with_parameters_is_rejected_and_changes_nothing(string method, string path, string? content) =>
        FilesystemScene.Run(
            async scene =>
            {
                (_, JsonNode before) = await SendAsync(scene, HttpMethod.Get, "api/host/?limit=0");
                int tokenCount = (await scene.ListAsync("registration_token")).Length;

                (int status, JsonNode body) = await SendAsync(scene, new HttpMethod(method), "api/" + path, content);

                status.ShouldBe(400, body.ToJsonString());
                body["error_message"]!.GetValue<string>().ShouldContain("has no parameter");
                (_, JsonNode after) = await SendAsync(scene, HttpMethod.Get, "api/host/?limit=0");
                after["meta"]!["total_count"]!.GetValue<int>().ShouldBe(before["meta"]!["total_count"]!.GetValue<int>());
                (await scene.ListAsync("registration_token")).Length.ShouldBe(tokenCount);
            },
            settling: 1
        );

    private static async Task<(int Status, JsonNode Body)> SendAsync(
        FilesystemScene scene,
        HttpMethod method,
        string path,
        string? content = null
    )
    {
        using HttpMessageInvoker client = new(new ManagerHandler(scene.Manager!));
        using HttpRequestMessage request = new(method, new Uri("http://localhost/" + path));
        request.Headers.Add("Cookie", $"sessionid={scene.Cookie}");
        request.Headers.Add("X-CSRFToken", scene.Csrf);
        request.Content = content is null ? null : new StringContent(content);
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject());
    }
}
