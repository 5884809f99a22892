using Scalewright.Agents.Processes;
using Scalewright.Agents.Services;

namespace Scalewright.Agents;

/// <summary>Lets a program be its own agent: the same file runs on nodes and answers there.</summary>
/// <remarks>The first line of a program: <c>if (await ScalewrightAgent.TryRunAsync(args)) { return; }</c></remarks>
public static class ScalewrightAgent
{
    internal const string Word = "scalewright-agent";

    /// <summary>Leads to the agent, which is started when none runs.</summary>
    internal const string Attach = "attach";

    /// <summary>As <see cref="Attach"/>, but tells once that an agent has ended before the next one is started.</summary>
    internal const string Meet = "meet";

    /// <summary>Leads to the agent that runs; none is started.</summary>
    internal const string Join = "join";

    /// <summary>Becomes a program in a session of its own.</summary>
    internal const string Session = "session";

    /// <summary>Runs the agent when the arguments say that this is one, and returns when it has ended. Writes to nothing but its connection.</summary>
    /// <param name="args">The program's arguments: <c>scalewright-agent</c>, a verb, folder and node.</param>
    /// <returns>False when the program is not meant as an agent, and goes on.</returns>
    /// <exception cref="InvalidOperationException">It is meant as one and cannot be: the folder is another agent's, or none starts.</exception>
    public static Task<bool> TryRunAsync(params IReadOnlyList<string> args) => TryRunAsync(args, ServiceSet.Empty);

    /// <summary>As <see cref="TryRunAsync(IReadOnlyList{string})"/>, for an agent that answers more than commands and files.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="services">What it answers.</param>
    /// <returns>False when the program is not meant as an agent, and goes on.</returns>
    /// <exception cref="InvalidOperationException">It is meant as one and cannot be one.</exception>
    public static Task<bool> TryRunAsync(IReadOnlyList<string> args, ServiceSet services) => TryRunAsync(args, services, frameDeadline: null);

    /// <summary>As <see cref="TryRunAsync(IReadOnlyList{string}, ServiceSet)"/>, for an agent that gives a frame another deadline than is usual.</summary>
    internal static async Task<bool> TryRunAsync(IReadOnlyList<string> args, ServiceSet services, TimeSpan? frameDeadline)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(services);
        if (args is [Word, Session, { Length: > 0 }, ..])
        {
            SessionProgram.Become([.. args.Skip(2)]);
        }

        if (args is not [Word, var verb, { Length: > 0 } path, { Length: > 0 } node])
        {
            return args is [Word, ..] ? throw new InvalidOperationException($"An agent is started by '{Word} attach FOLDER NODE'.") : false;
        }

        AgentFolder folder = new(path);
        bool ran = verb switch
        {
            Attach => await new StreamHandover(folder, new AgentStarter(folder, node, Environment.ProcessPath!, tellsEnds: false)).RunAsync(),
            Meet => await new StreamHandover(folder, new AgentStarter(folder, node, Environment.ProcessPath!, tellsEnds: true)).RunAsync(),
            Join => await new StreamHandover(folder, null).RunAsync(),
            "serve" => await ServeAsync(folder, node, services, frameDeadline),
            _ => throw new InvalidOperationException($"'{Printable.Escape(verb)}' is nothing that an agent does; use 'attach', 'meet', 'join' or 'serve'."),
        };
        return ran ? true : throw new InvalidOperationException($"The agent of node '{Printable.Escape(node)}' cannot be had in '{Printable.Escape(path)}'.");
    }

    /// <summary>As <see cref="TryRunAsync(IReadOnlyList{string}, ServiceSet)"/>, for a Main that is not asynchronous.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="services">What it answers besides commands and files.</param>
    /// <exception cref="InvalidOperationException">It is meant as an agent and cannot be one.</exception>
    public static bool TryRun(IReadOnlyList<string> args, ServiceSet services) => TryRunAsync(args, services).GetAwaiter().GetResult();

    /// <summary>As <see cref="TryRunAsync(IReadOnlyList{string})"/>, for a Main that is not asynchronous.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <exception cref="InvalidOperationException">It is meant as an agent and cannot be one.</exception>
    public static bool TryRun(params IReadOnlyList<string> args) => TryRunAsync(args).GetAwaiter().GetResult();

    private static Task<bool> ServeAsync(AgentFolder folder, string node, ServiceSet services, TimeSpan? frameDeadline)
    {
        AgentDiagnostics.Forget();
        return new AgentServer(folder, node, services, frameDeadline).RunAsync();
    }
}
