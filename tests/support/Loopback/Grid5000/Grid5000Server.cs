using Loopback.Grid5000.Api;
using Loopback.Grid5000.Scheduler;
using Loopback.Services;

namespace Loopback.Grid5000;

/// <summary>A testbed of some sites: a schedule of machines, jobs that begin and end, deployments that fail in part. It answers on this machine only.</summary>
public sealed class Grid5000Server : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Testbed _testbed;
    private readonly Answers _answers;

    private Grid5000Server(LoopbackServer server, Testbed testbed, Answers answers) => (_server, _testbed, _answers) = (server, testbed, answers);

    /// <summary>The root of its API.</summary>
    public Uri Address => new(_server.Address, "stable");

    /// <summary>What goes wrong.</summary>
    public FaultList Faults => _server.Faults;

    /// <summary>Begins to answer.</summary>
    /// <param name="options">What the testbed is like; null: the defaults.</param>
    public static async Task<Grid5000Server> StartAsync(Grid5000ServerOptions? options = null)
    {
        Grid5000ServerOptions chosen = options ?? new Grid5000ServerOptions();
        Testbed testbed = new(chosen);
        Answers answers = new(testbed, chosen);
        return new Grid5000Server(await LoopbackServer.StartAsync(answers.AnswerAsync, chosen.Port), testbed, answers);
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
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Change(string machine, Action<Machine> change)
    {
        lock (_testbed.Gate)
        {
            change(_testbed.Sites.SelectMany(site => _testbed.At(site).Machines).Single(one => one.Name == machine));
        }
    }
}
