using System.Reflection;
using Xunit.Sdk;

namespace Testing.Host.Cases;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class CountAroundAttribute : BeforeAfterTestAttribute
{
    public static ThreadLocal<int> Open { get; } = new();

    public override void Before(MethodInfo methodUnderTest) => Open.Value++;

    public override void After(MethodInfo methodUnderTest) => Open.Value--;
}
