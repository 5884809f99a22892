using System.Globalization;
using Scalewright.Agents.Services;

namespace Benchmarks.Fidelity;

internal sealed class Work(ServiceContext context) : IWork
{
    public static ServiceSet Services => ServiceSet.Empty.Add<IWork>(context => new Work(context));

    public Task<int> EchoAsync(int number, CancellationToken cancellationToken) => Task.FromResult(number);

    public Task SayAsync(int count, CancellationToken cancellationToken)
    {
        for (int number = 0; number < count; number++)
        {
            context.Log.Write(20, MeasuredProgram.Logger, number.ToString(CultureInfo.InvariantCulture));
        }

        return Task.CompletedTask;
    }
}
