using Loopback.IotLab.Api;
using Loopback.IotLab.Lab;
using Loopback.Services;

namespace Loopback.IotLab;

/// <summary>A testbed of boards at some sites: experiments that wait, launch, run out and end, and deployments that fail in part. It answers on this machine only.</summary>
public sealed class IotLabServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Testbed _testbed;
    private readonly Answers _answers;

    private IotLabServer(LoopbackServer server, Testbed testbed, Answers answers) => (_server, _testbed, _answers) = (server, testbed, answers);

    /// <summary>The root of its API.</summary>
    public Uri Address => new(_server.Address, "api");

    /// <summary>What goes wrong.</summary>
    public FaultList Faults => _server.Faults;

    /// <summary>The experiments that are not over, as <c>id state name</c>, by the server's own account.</summary>
    public IReadOnlyList<string> LiveExperiments => Locked(() => (IReadOnlyList<string>)[.. _testbed.Experiments.Where(one => !one.IsOver).Select(one => FormattableString.Invariant($"{one.Id} {one.State} {one.Request.Name}"))]);

    /// <summary>The names of the account's monitoring profiles that are marks.</summary>
    public IReadOnlyList<string> Marks => Locked(() => (IReadOnlyList<string>)[.. _testbed.Profiles.All.Keys.Where(name => name.StartsWith("scalewright_", StringComparison.Ordinal))]);

    /// <summary>Begins to answer.</summary>
    /// <param name="options">What the testbed is like; null: the defaults.</param>
    public static async Task<IotLabServer> StartAsync(IotLabServerOptions? options = null)
    {
        IotLabServerOptions chosen = options ?? new IotLabServerOptions();
        Testbed testbed = new(chosen);
        Answers answers = new(testbed, chosen);
        return new IotLabServer(await LoopbackServer.StartAsync(answers.AnswerAsync, chosen.Port), testbed, answers);
    }

    /// <summary>Takes boards for somebody else.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="start">When; null: now.</param>
    public void Occupy(IReadOnlyList<string> names, TimeSpan duration, DateTimeOffset? start = null) =>
        Locked(() => _testbed.Submit("somebody", new LabRequest("theirs", duration) { Boards = names, Reservation = start, Text = "{}" }).Id);

    /// <summary>Hands in an experiment of the account without any mark.</summary>
    /// <returns>Its number.</returns>
    public long SubmitByHand(string name, string board) =>
        Locked(() => _testbed.Submit("ann", new LabRequest(name, TimeSpan.FromHours(1)) { Boards = [board], Text = """{"type":"physical"}""" }).Id);

    /// <summary>Lets the next deployments and commands of a board fail.</summary>
    public void Spoil(string board, int times) => Locked(() => Find(board).Failures = times);

    /// <summary>Sets what is wrong with a board: <c>Suspected</c>, <c>Dead</c>, <c>Absent</c>, or nothing.</summary>
    public void SetTrouble(string board, string trouble) => Locked(() => Find(board).Trouble = trouble);

    /// <summary>What is on a board.</summary>
    public string FirmwareOf(string board) => Locked(() => Find(board).Firmware);

    /// <summary>What a board was told to do, in order.</summary>
    public IReadOnlyList<string> CommandsOf(string board) => Locked(() => (IReadOnlyList<string>)[.. Find(board).Commands]);

    /// <summary>Ends an experiment with an error before its time, whosever it is.</summary>
    public void BreakExperiment(long id) => Locked(() =>
    {
        _testbed.Break(_testbed.Experiments.Single(one => one.Id == id));
        return 0;
    });

    /// <summary>Lets another password in, and the one before no more.</summary>
    public void ChangePassword(string password) => _answers.ChangePassword(password);

    /// <summary>Answers no more.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private LabBoard Find(string name) => _testbed.Boards.Single(board => board.Name == name);

    private T Locked<T>(Func<T> act)
    {
        lock (_testbed.Gate)
        {
            return act();
        }
    }
}
