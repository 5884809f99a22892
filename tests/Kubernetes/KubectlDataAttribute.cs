using System.Reflection;
using Xunit.Sdk;

namespace Kubernetes.Tests;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlDataAttribute : DataAttribute
{
    public bool Enters { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enters
        ? KubectlPrograms.Versions.Keys.SelectMany(version => Kubectl.WaysOf(version).Select(way => new object[] { version, way }))
        : KubectlPrograms.Versions.Keys.Select(version => new object[] { version });
}
