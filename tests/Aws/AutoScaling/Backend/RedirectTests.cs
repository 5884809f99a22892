using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AutoScaling.Tests.Backend;

/// <summary>Redirects of the service.</summary>
public sealed class RedirectTests
{
    private readonly ContractRequests _orders = new(new Random(7), "led-astray", name => new NodeSpec(name, 1));

    // RFC 9110, 15.4: these redirects keep the method and the body.
    [Theory, InlineData(307), InlineData(308)]
    public async Task A_redirect_to_another_host_is_not_followed_and_its_status_is_reported(int status)
    {
        ConcurrentQueue<string> heard = [];
        await using WebApplication other = await ServeAsync(context =>
        {
            heard.Enqueue(context.Request.Headers["x-amz-security-token"].ToString());
            return Task.CompletedTask;
        });
        int asked = 0;
        await using WebApplication service = await ServeAsync(context =>
        {
            asked++;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = AddressOf(other).AbsoluteUri;
            return Task.CompletedTask;
        });
        AutoScalingOptions options = new(AddressOf(service), TestEndpoint.Key with { SessionToken = "lent-to-you-alone" });
        await using AutoScalingProvider provider = new(options);

        ProviderException looked = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));
        StepOutcome made = await MakeAsync(provider);

        heard.ShouldBeEmpty();
        asked.ShouldBe(2);
        (looked.IsTransient, looked.Problems.Single().Code).ShouldBe((false, ProblemCode.ProviderContractViolation));
        looked.Problems.Single().Message.ShouldContain($"status {status}");
        (made.Result, made.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ProviderContractViolation));
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return application;
    }

    private static Uri AddressOf(WebApplication server) =>
        new(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    private Task<StepOutcome> MakeAsync(AutoScalingProvider provider) => provider.ApplyOneAsync(_orders.CreateNode("n-1"));
}
