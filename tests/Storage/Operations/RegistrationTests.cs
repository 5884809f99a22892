namespace Storage.Operations.Tests;

public class RegistrationTests(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    [Fact]
    public Task A_registered_server_is_set_up() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();

            await site.Until(async () => (await site.Host(SiteSteps.First))["contact"]!.GetValue<bool>(), seconds: 0);
            JsonNode host = await site.Host(SiteSteps.First);
            host.Text("lnet_state").ShouldBe("lnet_up");
            host["nids"]!.AsArray().Count.ShouldBe(1);
        });

    [Fact]
    public Task A_token_registers_as_many_servers_as_it_has_credits() =>
        fixture.RunAsync(async site =>
        {
            await site.Manager.LogInAsync();
            string secret = await site.Manager.CreateRegistrationTokenAsync(1);
            await site.RegisterAsync(SiteSteps.First, secret);

            ScalewrightException refused = await Thrown(() => site.RegisterAsync("test001.localdomain", secret));

            refused.Problems.Single().Code.ShouldBe(ProblemCode.AuthenticationFailed);
            (await site.IsUpAsync("test001.localdomain")).ShouldBeFalse();
            (await site.Manager.ListAsync("host")).Count.ShouldBe(1);
        });

    // The published default password of the development user of the real manager.
    [Fact]
    public Task The_published_default_password_is_rejected() =>
        fixture.RunAsync(async site =>
        {
            await Thrown(() => site.Manager.LogInAsync(password: "lustre"));

            await site.Manager.LogInAsync();
            (await site.Manager.ListAsync("host")).ShouldBeEmpty();
        });

    [Fact]
    public Task An_unknown_token_registers_nothing() =>
        fixture.RunAsync(async site =>
        {
            await site.Manager.LogInAsync();

            ScalewrightException refused = await Thrown(() => site.RegisterAsync(SiteSteps.First, "0123456789"));

            refused.Problems.Single().Code.ShouldBe(ProblemCode.AuthenticationFailed);
            (await site.Manager.ListAsync("host")).ShouldBeEmpty();
        });

    [Fact]
    public Task A_cancelled_token_registers_nothing() =>
        fixture.RunAsync(async site =>
        {
            await site.Manager.LogInAsync();
            string secret = await site.Manager.CreateRegistrationTokenAsync(1);
            int id = (await site.Manager.ListAsync("registration_token")).Single().Number("id");
            await site.Manager.SendAsync(HttpMethod.Patch, $"api/registration_token/{id}/", new JsonObject { ["cancelled"] = true });

            (await Thrown(() => site.RegisterAsync(SiteSteps.First, secret)))
                .Problems.Single()
                .Code.ShouldBe(ProblemCode.AuthenticationFailed);
        });

    [Fact]
    public Task A_second_registration_of_a_server_is_rejected() =>
        fixture.RunAsync(async site =>
        {
            await site.Manager.LogInAsync();
            string secret = await site.Manager.CreateRegistrationTokenAsync(2);
            await site.RegisterAsync(SiteSteps.First, secret);

            (await Thrown(() => site.RegisterAsync(SiteSteps.First, secret))).Problems.Single().Message.ShouldContain("400");
        });

    [Fact]
    public Task A_registered_worker_gets_the_client_packages() =>
        fixture.RunAsync(async site =>
        {
            await site.Manager.LogInAsync();
            await site.RegisterAsync("worker000.localdomain", await site.Manager.CreateRegistrationTokenAsync(1, "posix_copytool_worker"));
            await site.Until(async () => (await site.Host("worker000.localdomain")).Text("state") == "managed");

            (await site.GetPackagesAsync("worker000.localdomain")).Keys.ShouldBe(["chroma-agent", "lustre-client"], ignoreOrder: true);
        });

    [Fact]
    public Task A_removed_server_stops_and_can_register_again() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();
            int id = (await site.Host(SiteSteps.First)).Number("id");

            (await site.Manager.WaitForCommandAsync(await site.Manager.SendAsync(HttpMethod.Delete, $"api/host/{id}/"))).ShouldBeEmpty();

            (await site.Manager.ListAsync("host")).Count.ShouldBe(3);
            await site.Until(async () => !await site.IsUpAsync(SiteSteps.First));
            await site.RegisterAsync(SiteSteps.First, await site.Manager.CreateRegistrationTokenAsync(1));
            await site.Until(async () => (await site.Host(SiteSteps.First)).Text("state") == "managed");
        });

    private static async Task<ScalewrightException> Thrown(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (ScalewrightException exception)
        {
            return exception;
        }

        throw new ShouldAssertException("nothing was refused");
    }
}
