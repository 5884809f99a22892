using Scalewright.Providers.Ssh.Masters;

namespace Scalewright.Providers.Ssh;

/// <summary>Tells callers what went wrong on the way to their node.</summary>
internal static class SshFaults
{
    /// <summary>Calls a machine; what goes wrong on the way becomes the node's failure.</summary>
    /// <param name="hasEffect">Whether a broken connection leaves open what came of the call.</param>
    public static async Task<T> CallAsync<T>(string node, bool hasEffect, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (LoginException failure)
        {
            throw new AgentException(node, failure.Problem, failure) { MayPass = SshProblems.MayPass(failure.Problem) };
        }
        catch (LinkDownException down)
        {
            throw new AgentException(node, SshProblems.Lost(down.Message), down) { OutcomeIsUnknown = hasEffect };
        }
    }
}
