/** The rule that {@link PROXY} breaks. */
export const RULE = "host-network-port-mismatch";

export const PROXY = `apiVersion: v1
kind: Pod
metadata:
  name: proxy
spec:
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  containers:
    - name: proxy
      image: haproxy:3.2
      ports:
        - name: http
          containerPort: 8080
          hostPort: 80 # behind the balancer
`;
