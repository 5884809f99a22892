using System.Runtime.ExceptionServices;

namespace Scalewright.Clusters;

/// <summary>Ends several things of which each must be ended.</summary>
internal static class Endings
{
    /// <summary>Ends all, in their order; what the first one fails with is thrown when the others are ended.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The first failure is thrown on, when everything else is ended.")]
    public static async ValueTask AllAsync(params IEnumerable<Func<ValueTask>> ends)
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
