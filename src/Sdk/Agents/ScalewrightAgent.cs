using Scalewright.Agents.Processes;
using Scalewright.Agents.Services;

namespace Scalewright.Agents;

/// <summary>Lets a program act as its own agent: the same file runs on nodes and serves controllers there.</summary>
/// <remarks>First line of a program: <c>if (await ScalewrightAgent.TryRunAsync(args)) { return; }</c></remarks>
public static class ScalewrightAgent
{
    internal const string Word = "scalewright-agent";

    /// <summary>Connects to the agent. Starts one if none is running.</summary>
    internal const string Attach = "attach";

    /// <summary>Like <see cref="Attach"/>, but reports an agent's exit once before starting the next one.</summary>
    internal const string Meet = "meet";

    /// <summary>Connects to the running agent. Never starts an agent.</summary>
    internal const string Join = "join";

    /// <summary>Runs a program in its own session.</summary>
    internal const string Session = "session";

    /// <summary>Runs the agent if the arguments request it. Writes only to its connection.</summary>
    /// <param name="args">Arguments of the program: <c>scalewright-agent</c>, a verb, folder and node.</param>
    /// <returns>True after the agent has exited. False if no agent was requested; the program then continues.</returns>
    /// <exception cref="InvalidOperationException">The agent cannot start, or the folder belongs to another
    /// agent.</exception>
    public static Task<bool> TryRunAsync(params IReadOnlyList<string> args) => TryRunAsync(args, ServiceSet.Empty);

    /// <summary>Runs the agent if the arguments request it, with services besides commands and files.</summary>
    /// <param name="args">Arguments of the program.</param>
    /// <param name="services">Additional services.</param>
    /// <returns>True after the agent has exited. False if no agent was requested; the program then continues.</returns>
    /// <exception cref="InvalidOperationException">The agent cannot start.</exception>
    public static Task<bool> TryRunAsync(IReadOnlyList<string> args, ServiceSet services) =>
        TryRunAsync(args, services, frameDeadline: null);

    internal static async Task<bool> TryRunAsync(IReadOnlyList<string> args, ServiceSet services, TimeSpan? frameDeadline)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(services);
        if (args is [Word, Session, { Length: > 0 }, ..])
        {
            SetsidLauncher.Become([.. args.Skip(2)]);
        }

        if (args is not [Word, var verb, { Length: > 0 } path, { Length: > 0 } node])
        {
            return args is [Word, ..] ? throw new InvalidOperationException($"An agent is started by '{Word} attach FOLDER NODE'.") : false;
        }

        AgentFolder folder = new(path);
        bool ran = verb switch
        {
            Attach => await new StandardStreamHandover(
                folder,
                new AgentStarter(folder, node, Environment.ProcessPath!, reportsExits: false)
            ).RunAsync(),
            Meet => await new StandardStreamHandover(
                folder,
                new AgentStarter(folder, node, Environment.ProcessPath!, reportsExits: true)
            ).RunAsync(),
            Join => await new StandardStreamHandover(folder, null).RunAsync(),
            "serve" => await ServeAsync(folder, node, services, frameDeadline),
            _ => throw new InvalidOperationException(
                $"'{TextEscaping.Escape(verb)}' is not a known verb; use 'attach', 'meet', 'join' or 'serve'."
            ),
        };
        return ran
            ? true
            : throw new InvalidOperationException(
                $"The agent of node '{TextEscaping.Escape(node)}' cannot run in '{TextEscaping.Escape(path)}': another "
                    + "agent may use the folder."
            );
    }

    /// <summary>Synchronous <see cref="TryRunAsync(IReadOnlyList{string}, ServiceSet)"/>.</summary>
    /// <param name="args">Arguments of the program.</param>
    /// <param name="services">Services besides commands and files.</param>
    /// <exception cref="InvalidOperationException">The agent cannot start.</exception>
    public static bool TryRun(IReadOnlyList<string> args, ServiceSet services) => TryRunAsync(args, services).GetAwaiter().GetResult();

    /// <summary>Synchronous <see cref="TryRunAsync(IReadOnlyList{string})"/>.</summary>
    /// <param name="args">Arguments of the program.</param>
    /// <exception cref="InvalidOperationException">The agent cannot start.</exception>
    public static bool TryRun(params IReadOnlyList<string> args) => TryRunAsync(args).GetAwaiter().GetResult();

    private static Task<bool> ServeAsync(AgentFolder folder, string node, ServiceSet services, TimeSpan? frameDeadline)
    {
        AgentDiagnostics.Forget();
        return new AgentServer(folder, node, services, frameDeadline).RunAsync();
    }
}
