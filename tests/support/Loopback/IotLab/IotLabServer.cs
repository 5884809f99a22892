using Loopback.IotLab.Api;
using Loopback.IotLab.Lab;

namespace Loopback.IotLab;

/// <summary>Emulates boards at some sites with experiments, and deployments that may partly fail.</summary>
public sealed class IotLabServer : TestbedServer
{
    private readonly Testbed _testbed;
    private readonly Answers _answers;

    private IotLabServer(LoopbackServer server, Testbed testbed, Answers answers)
        : base(server, "api", testbed.Gate) => (_testbed, _answers) = (testbed, answers);

    /// <summary>Active experiments as <c>id state name</c>, read from the state of the server.</summary>
    public IReadOnlyList<string> LiveExperiments =>
        Locked(() =>
            (IReadOnlyList<string>)
                [
                    .. _testbed
                        .Experiments.Where(one => !one.IsOver)
                        .Select(one => FormattableString.Invariant($"{one.Id} {one.State} {one.Request.Name}")),
                ]
        );

    public IReadOnlyList<string> Marks =>
        Locked(() =>
            (IReadOnlyList<string>)[.. _testbed.Profiles.All.Keys.Where(name => name.StartsWith("scalewright_", StringComparison.Ordinal))]
        );

    public static async Task<IotLabServer> StartAsync(IotLabServerOptions? options = null)
    {
        IotLabServerOptions chosen = options ?? new IotLabServerOptions();
        Testbed testbed = new(chosen);
        Answers answers = new(testbed, chosen);
        return new IotLabServer(await LoopbackServer.StartAsync(answers.AnswerAsync, chosen.Port), testbed, answers);
    }

    /// <param name="start">Null for now.</param>
    public void Occupy(IReadOnlyList<string> names, TimeSpan duration, DateTimeOffset? start = null) =>
        Locked(() =>
            _testbed
                .Submit(
                    "somebody",
                    new LabRequest("theirs", duration)
                    {
                        Boards = names,
                        Reservation = start,
                        Text = "{}",
                    }
                )
                .Id
        );

    public long SubmitByHand(string name, string board) =>
        Locked(() =>
            _testbed.Submit("ann", new LabRequest(name, TimeSpan.FromHours(1)) { Boards = [board], Text = """{"type":"physical"}""" }).Id
        );

    public void Spoil(string board, int times) => Locked(() => Find(board).Failures = times);

    /// <summary>Sets the fault of a board: <c>Suspected</c>, <c>Dead</c>, <c>Absent</c>, or empty for none.</summary>
    public void SetTrouble(string board, string trouble) => Locked(() => Find(board).Trouble = trouble);

    public string FirmwareOf(string board) => Locked(() => Find(board).Firmware);

    /// <summary>Commands sent to a board, in order.</summary>
    public IReadOnlyList<string> CommandsOf(string board) => Locked(() => (IReadOnlyList<string>)[.. Find(board).Commands]);

    /// <summary>Ends an experiment of any user early with an error.</summary>
    public void BreakExperiment(long id) => Locked(() => _testbed.Break(_testbed.Experiments.Single(one => one.Id == id)));

    public void ChangePassword(string password) => _answers.Door.ChangePassword(password);

    private LabBoard Find(string name) => _testbed.Boards.Single(board => board.Name == name);
}
