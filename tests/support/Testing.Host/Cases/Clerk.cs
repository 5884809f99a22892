using Scalewright.Agents.Services;

namespace Testing.Host.Cases;

internal sealed class Clerk(ServiceContext context) : IClerk
{
    // INFO in Python's logging module.
    private const int Information = 20;

    public static ServiceSet Services { get; } = ServiceSet.Empty.Add<IClerk>(context => new Clerk(context));

    public Task<string> GreetAsync(string name, CancellationToken cancellationToken)
    {
        context.Log.Write(Information, "clerk", $"{name} asks");
        return Task.FromResult($"hello {name}, here is {context.Node}");
    }
}
