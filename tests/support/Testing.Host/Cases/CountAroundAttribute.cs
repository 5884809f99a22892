using System.Reflection;
using Xunit.Sdk;

namespace Testing.Host.Cases;

/// <summary>Counts on each thread how many seeds are between its two calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CountAroundAttribute : BeforeAfterTestAttribute
{
    public static ThreadLocal<int> Open { get; } = new();

    public override void Before(MethodInfo methodUnderTest) => Open.Value++;

    public override void After(MethodInfo methodUnderTest) => Open.Value--;
}
