using Loopback.Grid5000.Api;
using Loopback.Grid5000.Scheduler;

namespace Loopback.Grid5000;

/// <summary>Emulates sites with schedules of machines, jobs and deployments that may partly fail.</summary>
public sealed class Grid5000Server : TestbedServer
{
    private readonly Testbed _testbed;
    private readonly Answers _answers;

    private Grid5000Server(LoopbackServer server, Testbed testbed, Answers answers)
        : base(server, "stable", testbed.Gate) => (_testbed, _answers) = (testbed, answers);

    public static async Task<Grid5000Server> StartAsync(Grid5000ServerOptions? options = null)
    {
        Grid5000ServerOptions chosen = options ?? new Grid5000ServerOptions();
        Testbed testbed = new(chosen);
        Answers answers = new(testbed, chosen);
        return new Grid5000Server(await LoopbackServer.StartAsync(answers.AnswerAsync, chosen.Port), testbed, answers);
    }

    /// <summary>Active jobs of a site as <c>uid state name</c>, read from the state of the server.</summary>
    public IReadOnlyList<string> LiveJobs(string site) =>
        Living(site, job => FormattableString.Invariant($"{job.Uid} {job.State} {job.Name}"));

    public IReadOnlyList<string> LiveProperties(string site) => Living(site, job => job.Properties);

    /// <param name="resources">In the syntax of a job's resources.</param>
    /// <param name="start">In the local time of the site; empty for now.</param>
    public long Occupy(string site, string resources, string start = "", string user = "bob") =>
        Locked(() => _testbed.Submit(site, user, "somebody", resources, "sleep infinity", [], "default", start).Uid);

    /// <summary>Ends the next deployments with status <c>error</c>.</summary>
    public void BreakDeployments(int times) => Locked(() => _testbed.DeploymentsToBreak = times);

    public void SpoilDeployments(string machine, int times) => Locked(() => Find(machine).BadDeployments = times);

    /// <summary>
    /// Sets the hardware state of a machine: <c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or
    /// <c>dead</c>.
    /// </summary>
    public void SetHard(string machine, string hard) => Locked(() => Find(machine).Hard = hard);

    public void BreakJob(string site, long uid) =>
        Locked(() => _testbed.At(site).FailJob(_testbed.Find(site, uid.ToString(CultureInfo.InvariantCulture)), _testbed.Now));

    public void ChangePassword(string password) => _answers.Door.ChangePassword(password);

    private IReadOnlyList<string> Living(string site, Func<GanttJob, string> shown) =>
        Locked(() => (IReadOnlyList<string>)[.. _testbed.At(site).Jobs.Where(job => !job.IsOver).Select(shown)]);

    private Machine Find(string machine) =>
        _testbed.Sites.SelectMany(site => _testbed.At(site).Machines).Single(one => one.Name == machine);
}
