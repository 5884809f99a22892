using Scalewright.Agents.Processes;

namespace Scalewright.Agents.Wire;

/// <summary>What the controller is told of a failure of the node's programs and files.</summary>
internal static class SeamFailure
{
    public static Problem Describe(Exception failure) => failure switch
    {
        FaultException fault => AgentProblems.Of(fault.Fault),
        AgentException refused => AgentProblems.Refused(refused.Problems[0].Found, refused.Problems[0].Advice),
        OperationCanceledException => AgentProblems.Refused("the call was ended before it was done", "make it again"),
        LimitReachedException limit => AgentProblems.Refused(limit.Message, limit.Advice),
        FileNotFoundException or DirectoryNotFoundException => AgentProblems.Refused(failure.Message.TrimEnd('.'), "name one that is there"),
        UnauthorizedAccessException => AgentProblems.Refused(failure.Message.TrimEnd('.'), "give the agent's user the right to it"),
        IOException => AgentProblems.Refused(failure.Message.TrimEnd('.'), "look at the disk and into the log of the node, then call it again"),
        _ => AgentProblems.Refused($"{failure.GetType().Name}: {failure.Message.TrimEnd('.')}", "report it to whoever made the node's programs and files"),
    };
}
