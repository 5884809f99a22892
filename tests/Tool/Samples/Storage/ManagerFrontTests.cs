using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Samples.Tests.Storage;

/// <summary>Authentication and request checks of the manager over HTTP.</summary>
public class ManagerFrontTests
{
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_manager_generates_and_prints_its_password_outside_of_development()
    {
        using TemporaryFolder folder = new();
        int port = ServerPort.Find();
        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "User admin, password ",
            "manager",
            "--port",
            port.ToString(CultureInfo.InvariantCulture)
        );
        await using RunningProgram running = program;
        string printed = line["User admin, password ".Length..];
        using HttpClient http = new() { BaseAddress = new Uri($"http://localhost:{port}/") };

        (await PageAsync(http, "lustre")).ShouldBe(HttpStatusCode.Unauthorized);
        (await PageAsync(http, "lustre", "live")).ShouldBe(HttpStatusCode.Unauthorized);
        (await PageAsync(http, printed)).ShouldBe(HttpStatusCode.OK);
        (await LogInAsync(http, "lustre")).ShouldBe(HttpStatusCode.Forbidden);
        (await LogInAsync(http, printed)).ShouldBe(HttpStatusCode.Created);
        printed.Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_login_attempt_after_five_wrong_passwords_is_rate_limited()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        using HttpClient http = new() { BaseAddress = manager.Address };

        List<HttpStatusCode> found = [];
        for (int i = 0; i < 6; i++)
        {
            found.Add(await LogInAsync(http, "guess"));
        }

        found.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.Forbidden, 5), HttpStatusCode.TooManyRequests]);
        (await LogInAsync(http, "lustre")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("Host", "rebound.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Accept", "text/html", HttpStatusCode.OK)]
    public async Task Cross_site_requests_and_foreign_host_names_are_rejected(string header, string value, HttpStatusCode status)
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        using HttpClient http = new() { BaseAddress = manager.Address };
        using HttpRequestMessage request = new(HttpMethod.Get, "api/session/");
        request.Headers.TryAddWithoutValidation(header, value);

        using HttpResponseMessage response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task A_body_of_an_unsupported_media_type_is_rejected()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        using HttpClient http = new() { BaseAddress = manager.Address };
        using StringContent body = new("{}", Encoding.UTF8, "text/plain");

        using HttpResponseMessage response = await http.PostAsync(new Uri("agent/message/", UriKind.Relative), body);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private static async Task<HttpStatusCode> PageAsync(HttpClient http, string password, string path = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{password}"))
        );
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> LogInAsync(HttpClient http, string password)
    {
        using HttpResponseMessage shown = await http.GetAsync(new Uri("api/session/", UriKind.Relative));
        string cookie = shown.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("csrftoken=", StringComparison.Ordinal));
        using HttpRequestMessage request = new(HttpMethod.Post, "api/session/")
        {
            Content = JsonContent.Create(new JsonObject { ["username"] = "admin", ["password"] = password }),
        };
        request.Headers.Add("X-CSRFToken", cookie["csrftoken=".Length..].Split(';')[0]);
        using HttpResponseMessage known = await http.SendAsync(request);
        return known.StatusCode;
    }
}
