using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ProviderContracts;
using Scalewright;
using Scalewright.Providers;
using Scalewright.Providers.AutoScaling;
using Scalewright.Topologies;

namespace AutoScaling.Tests.Places;

/// <summary>The provider against moto, an independent EC2 in Python, where that is installed. It keeps client tokens and starts another instance all the same, so nothing is repeated here.</summary>
public class IndependentPlaceTests
{
    [ClientTheory("moto")]
    [InlineData(SignatureVersion.V4)]
    public async Task An_independent_ec2_makes_shows_marks_and_ends_nodes(SignatureVersion signature)
    {
        int port = FreePort();
        using Process server = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-m", "moto.server", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        try
        {
            await using AutoScalingProvider provider = new(new AutoScalingOptions(new Uri($"http://127.0.0.1:{port}/"), TestEndpoint.Key) { Signature = signature, Image = "ami-12c6146b", CallTimeout = TimeSpan.FromMinutes(1) });
            ContractOrders orders = new(new Random(1), "independent", name => new NodeSpec(name, 1));
            StepOrder order = orders.CreateNode("n-1");

            StepOutcome made = await PatientlyAsync(provider, order);
            ValueList<Resource> seen = await provider.ObserveAsync(orders.Owner);
            StepOutcome ended = await PatientlyAsync(provider, orders.DestroyNode(seen.Single()));

            seen.Single().Id.ShouldBe(made.Resource!.Id);
            seen.Single().Tag.ShouldBe(order.Tag);
            ended.Result.ShouldBe(StepResult.Done);
            (await provider.ObserveAsync(orders.Owner)).ShouldBeEmpty();
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    /// <summary>Repeats while the server is not up.</summary>
    private static async Task<StepOutcome> PatientlyAsync(AutoScalingProvider provider, StepOrder order)
    {
        for (int attempt = 0; ; attempt++)
        {
            await foreach (StepOutcome outcome in provider.ApplyAsync([order]))
            {
                if (!outcome.MayRetry || attempt == 100)
                {
                    return outcome;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), provider.Clock);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
