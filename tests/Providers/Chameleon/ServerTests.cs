namespace Chameleon.Tests;

/// <summary>The simulated Chameleon server of these tests. Its messages follow the API documentation.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h", 3600)]
    [InlineData("2d", 172_800)]
    [InlineData("1w", null)]
    [InlineData("h", null)]
    [InlineData("-1h", null)]
    public async Task A_lease_extension_accepts_a_duration_in_seconds_minutes_hours_or_days(string words, int? seconds)
    {
        await using Testbed testbed = await Testbed.StartAsync();
        using HttpClient http = new();
        string service = await EnterAsync(http, testbed.Server.Identity);
        using HttpResponseMessage made = await http.PostAsJsonAsync(
            $"{service}/leases",
            new JsonObject
            {
                ["name"] = "l1",
                ["start_date"] = "now",
                ["end_date"] = testbed.Clock.GetUtcNow().AddHours(2).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                ["reservations"] = new JsonArray(
                    new JsonObject
                    {
                        ["resource_type"] = "physical:host",
                        ["min"] = 1,
                        ["max"] = 1,
                        ["resource_properties"] = "",
                        ["hypervisor_properties"] = "",
                    }
                ),
                ["events"] = new JsonArray(),
            }
        );
        JsonNode lease = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["lease"]!;

        using HttpResponseMessage changed = await http.PutAsJsonAsync(
            $"{service}/leases/{lease["id"]}",
            new JsonObject { ["prolong_for"] = words }
        );

        changed.StatusCode.ShouldBe(seconds is null ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        JsonNode now = JsonNode.Parse(await http.GetStringAsync(new Uri($"{service}/leases/{lease["id"]}")))!["lease"]!;
        (EndOf(now) - EndOf(lease)).ShouldBe(TimeSpan.FromSeconds(seconds ?? 0));
    }

    private static DateTime EndOf(JsonNode lease) => DateTime.Parse(lease["end_date"]!.ToString(), CultureInfo.InvariantCulture);

    /// <summary>Gets a token, and returns the address of the reservation service of the first site.</summary>
    private static async Task<string> EnterAsync(HttpClient http, Uri identity)
    {
        JsonNode login = JsonNode.Parse(
            """{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"ann","secret":"secret"}}}}"""
        )!;
        using HttpResponseMessage let = await http.PostAsJsonAsync(new Uri($"{identity}/auth/tokens"), login);
        http.DefaultRequestHeaders.Add("X-Auth-Token", let.Headers.GetValues("X-Subject-Token").Single());
        JsonNode catalog = JsonNode.Parse(await let.Content.ReadAsStringAsync())!["token"]!["catalog"]!;
        return catalog.AsArray().First(service => service!["type"]!.ToString() == "reservation")!["endpoints"]!.AsArray()[0]!["url"]!
            .ToString()
            .TrimEnd('/');
    }
}
