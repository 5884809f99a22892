using Scalewright.Topologies;

namespace Scalewright.Decisions;

internal static class DomainExtensions
{
    private static readonly ValueList<DomainCloud> Anywhere = [new DomainCloud("")];

    extension(Domain domain)
    {
        /// <summary>The clouds, or a single cloud without a name if the domain has none.</summary>
        public ValueList<DomainCloud> EffectiveClouds => domain.Clouds.Count > 0 ? domain.Clouds : Anywhere;
    }
}
