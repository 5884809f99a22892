using System.Globalization;
using System.Net;
using Loopback.Grid5000.Api;
using Loopback.Grid5000.Scheduler;
using Loopback.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loopback.Grid5000;

/// <summary>A testbed of some sites: a schedule of machines, jobs that begin and end, deployments that fail in part. It answers on this machine only.</summary>
public sealed class Grid5000Server : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Testbed _testbed;
    private readonly Answers _answers;

    private Grid5000Server(WebApplication application, Testbed testbed, Answers answers) => (_application, _testbed, _answers) = (application, testbed, answers);

    /// <summary>The root of its API.</summary>
    public Uri Address => new(new Uri(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()), "stable");

    /// <summary>What goes wrong.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>Begins to answer.</summary>
    /// <param name="options">What the testbed is like; null: the defaults.</param>
    public static async Task<Grid5000Server> StartAsync(Grid5000ServerOptions? options = null)
    {
        Grid5000ServerOptions chosen = options ?? new Grid5000ServerOptions();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, chosen.Port);
        });
        WebApplication application = builder.Build();
        Testbed testbed = new(chosen);
        Grid5000Server server = new(application, testbed, new Answers(testbed, chosen));
        application.Run(context => server.Faults.AnswerAsync(context, server._answers.AnswerAsync));
        await application.StartAsync();
        return server;
    }

    /// <summary>The jobs of a site that are not over, as <c>uid state name</c>, by the server's own account.</summary>
    public IReadOnlyList<string> LiveJobs(string site)
    {
        lock (_testbed.Gate)
        {
            return [.. _testbed.At(site).Jobs.Where(job => !job.IsOver).Select(job => FormattableString.Invariant($"{job.Uid} {job.State} {job.Name}"))];
        }
    }

    /// <summary>The commands of those jobs.</summary>
    public IReadOnlyList<string> LiveCommands(string site)
    {
        lock (_testbed.Gate)
        {
            return [.. _testbed.At(site).Jobs.Where(job => !job.IsOver).Select(job => job.Command)];
        }
    }

    /// <summary>Takes machines for somebody else.</summary>
    /// <param name="site">Where.</param>
    /// <param name="resources">What, in the words of a job.</param>
    /// <param name="start">When, as the site's clock tells it; empty: now.</param>
    /// <returns>The job's number.</returns>
    public long Occupy(string site, string resources, string start = "")
    {
        lock (_testbed.Gate)
        {
            return _testbed.Submit(site, "somebody", resources, "sleep infinity", [], "default", start).Uid;
        }
    }

    /// <summary>Lets the next deployments of a machine fail.</summary>
    public void SpoilDeployments(string machine, int times) => Change(machine, one => one.BadDeployments = times);

    /// <summary>Sets what a machine's power is: <c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or <c>dead</c>.</summary>
    public void SetHard(string machine, string hard) => Change(machine, one => one.Hard = hard);

    /// <summary>Ends a job before its time.</summary>
    public void BreakJob(string site, long uid)
    {
        lock (_testbed.Gate)
        {
            _testbed.At(site).Break(_testbed.Find(site, uid.ToString(CultureInfo.InvariantCulture)), _testbed.Now);
        }
    }

    /// <summary>Lets another password in, and the one before no more.</summary>
    public void ChangePassword(string password) => _answers.ChangePassword(password);

    /// <summary>Answers no more.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private void Change(string machine, Action<Machine> change)
    {
        lock (_testbed.Gate)
        {
            change(_testbed.Sites.SelectMany(site => _testbed.At(site).Machines).Single(one => one.Name == machine));
        }
    }
}
