using System.Runtime.ExceptionServices;

namespace Scalewright.Clusters;

/// <summary>Runs cleanup actions, even if some of them fail.</summary>
internal static class AsyncDisposal
{
    /// <summary>Runs all actions in order, then rethrows the first exception.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The first failure is thrown on, when everything else is ended.")]
    public static async ValueTask RunAllAsync(params IEnumerable<Func<ValueTask>> ends)
    {
        ExceptionDispatchInfo? first = null;
        foreach (Func<ValueTask> end in ends)
        {
            try
            {
                await end();
            }
            catch (Exception failure)
            {
                first ??= ExceptionDispatchInfo.Capture(failure);
            }
        }

        first?.Throw();
    }
}
